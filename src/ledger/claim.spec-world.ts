import { claimDirectory } from './claim.ts';

/** A process that claims the directory given, tells its parent who has it, and lives until it is killed. */
const claim = await claimDirectory(process.argv[2] ?? '');
process.send?.({ owner: claim.owner, pid: claim.owner ? process.pid : claim.pid });
setInterval(() => {}, 60_000);
