import { join } from 'node:path';
import { keysOfLog } from '../publication.ts';
import { clock, publicOf, testLog } from './witness.spec-world.ts';
import { openWitness } from './witness.ts';

/** A process whose witness cosigns one size after the other of a log and reports each, until it is killed. */
const directory = process.argv[2] ?? '';
const keys = await keysOfLog(join(directory, 'log.json'), 'log.example/crash', clock());
const log = testLog(keys.name, keys);
const witness = await openWitness({ directory, name: 'witness.example/crash', logs: publicOf(keys), clock });
for (let size = Number((await witness.newest(keys.name))?.checkpoint.size ?? 0n); ; size += 1) {
  const outcome = await witness.add(await log.submission(size, size + 1));
  if (!outcome.cosigned) throw new Error(outcome.refusal);
  process.send?.({ cosigned: size + 1 });
}
