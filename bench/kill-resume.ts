/**
 * Kills a run at random moments and resumes it, again and again: `node bench/kill-resume.ts [KILLS]` (20). Prints the digest of each
 * result and where the kills hit, counts those that broke off the asking, and ends with 1 when a result differs from that of an unbroken run.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runScript, scratch, startEndpoint, writeSuite } from './bench-world.ts';

const kills = Number(process.argv[2] ?? 20);
const cases = 2_000;
/** A journal that holds the plan's leaf and no case yet is shorter. */
const beforeFirstCase = 1_500;
const directory = scratch();
const suite = writeSuite(directory, cases);
const endpoint = await startEndpoint(2);
const args = (name: string, mode: string) => [endpoint.url, suite, join(directory, name), '50', mode, 'base64'];
let differing = 0;
let done = 0;
try {
  const whole = await runScript('run-entry.ts', args('whole', 'new'));
  const size = written('whole');
  process.stdout.write(`unbroken ${whole.facts.factsDigest} ${whole.wallMs} ms\n`);
  for (let round = 1; done < kills; round += 1) {
    const name = `broken-${round}`;
    const hits: number[] = [];
    let ended = await begin(name, whole.wallMs);
    // Killed twice on the way, then let go on to its end.
    while (ended.killed) {
      hits.push(written(name) / size);
      ended = await begin(name, hits.length < 2 ? whole.wallMs : null);
    }
    // A kill counts where it broke off the asking: not before the first case, and not after the last.
    const counted = hits.filter((it) => it > 0 && it < 1);
    done += counted.length;
    const same = ended.facts.factsDigest === whole.facts.factsDigest && ended.facts.selfCheck === 'holds';
    if (!same) differing += 1;
    const places = hits.map((it) => `${Math.round(it * 100)} %`).join(' and ') || 'no moment';
    const verdict = same ? 'same     ' : 'DIFFERENT';
    process.stdout.write(`${verdict} ${ended.facts.factsDigest} killed at ${places} of its journal\n`);
  }
  process.stdout.write(`${done} kills that broke off the asking, ${differing} results that differ\n`);
} finally {
  endpoint.end();
}
process.exitCode = differing === 0 ? 0 : 1;

/** Bytes of a run's journal on disk. */
function written(name: string): number {
  const journal = join(directory, name, 'journal');
  if (!existsSync(journal)) return 0;
  const segments = readdirSync(journal).filter((it) => it.endsWith('.seg'));
  const bytes = segments.reduce((sum, it) => sum + statSync(join(journal, it)).size, 0);
  return bytes > beforeFirstCase ? bytes : 0;
}

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
