/**
 * Kills a run at random moments and resumes it, again and again: `node bench/kill-resume.ts [KILLS]` (20). Prints the digest of each
 * result and ends with 1 when one differs from that of an unbroken run.
 */
import { existsSync } from 'node:fs';
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
    const name = `broken-${round}`;
    let hits = 0;
    let ended = await begin(name, whole.wallMs);
    // Killed twice on the way, then let go on to its end.
    while (ended.killed) {
      hits += 1;
      ended = await begin(name, hits < 2 ? whole.wallMs : null);
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

/** Begins or goes on, and kills after a random part of `within` milliseconds; null lets it live. A run without a plan is begun anew. */
function begin(name: string, within: number | null): ReturnType<typeof runScript> {
  const mode = existsSync(join(directory, name, 'plan.json')) ? 'resume' : 'new';
  const after = within === null ? null : within * (0.1 + 0.8 * Math.random());
  return runScript('run-entry.ts', args(name, mode), {
    onStart: (child) => {
      if (after === null) return;
      const timer = setTimeout(() => child.kill('SIGKILL'), after);
      child.once('close', () => clearTimeout(timer));
    },
  });
}
