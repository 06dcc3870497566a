/**
 * Kills a run at random moments and resumes it, again and again: `node bench/kill-resume.ts [KILLS]` (20). Prints the digest of each
 * result and ends with 1 when one differs from that of an unbroken run.
 */
import { join } from 'node:path';
import { runScript, scratch, startEndpoint, writeSuite } from './bench-world.ts';

const kills = Number(process.argv[2] ?? 20);
const cases = 2_000;
const directory = scratch();
const suite = writeSuite(directory, cases);
const endpoint = await startEndpoint(2);
const args = (name: string, mode: string) => [endpoint.url, suite, join(directory, name), '50', mode, 'base64'];
let differing = 0;
try {
  const whole = await runScript('run-entry.ts', args('whole', 'new'));
  process.stdout.write(`unbroken ${whole.facts.factsDigest} ${whole.wallMs} ms\n`);
  for (let done = 0, round = 1; done < kills; round += 1) {
    let ended = await killed(`broken-${round}`, 'new', whole.wallMs);
    let hits = ended.killed ? 1 : 0;
    // A run killed before its plan was whole is begun anew; the rest goes on, killed once more on the way.
    while (ended.killed) {
      ended =
        hits < 2
          ? await killed(`broken-${round}`, 'resume', whole.wallMs)
          : await runScript('run-entry.ts', args(`broken-${round}`, 'resume'));
      if (ended.killed) hits += 1;
    }
    done += hits;
    const same = ended.facts.factsDigest === whole.facts.factsDigest && ended.facts.selfCheck === 'holds';
    if (!same) differing += 1;
    process.stdout.write(`${same ? 'same     ' : 'DIFFERENT'} ${ended.facts.factsDigest} after ${hits} kills\n`);
  }
} finally {
  endpoint.end();
}
process.exitCode = differing === 0 ? 0 : 1;

async function killed(name: string, mode: string, wallMs: number): ReturnType<typeof runScript> {
  // Not before the plan is written: what was never planned has nothing to resume.
  const after = wallMs * (0.45 + 0.5 * Math.random());
  return runScript('run-entry.ts', args(name, mode), {
    onStart: (child) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), after);
      child.once('close', () => clearTimeout(timer));
    },
  });
}
