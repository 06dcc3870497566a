import { writeSync } from 'node:fs';
import { keysOfLog, mainLogIn, makeLeaf, openPublication, systemStamp } from '../../src/ledger/index.ts';
import { openBoth } from './places.ts';
import { planOf, wordsOf } from './plan.ts';
import { asLine, type Report, reportDescriptor } from './report.ts';

/*
 * A process that appends with several writers and publishes all the while, until it is killed: `node child.ts DIRECTORY SEED ROUND`.
 * Each report is in the pipe before anything further happens, so that a kill takes none back.
 */

const [directory = '', seed = 0, round = 0] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const plan = planOf(seed, round);
const actor = { id: '01934000-0000-7000-8000-000000000001', kind: 'system', assurance: 'unauthenticated' } as const;
const say = (report: Report): void => void writeSync(reportDescriptor, asLine(report));

say({ said: 'opening' });
const { log, content } = await openBoth(directory);
const place = mainLogIn(directory);
const keys = await keysOfLog(place.keys, 'soak.example/log', Date.now());
const publication = await openPublication({ log, directory: place.public, keys, clock: Date.now });

async function write(writer: number): Promise<never> {
  for (let n = 0; ; n += 1) {
    const name = `${round}-${writer}-${n}`;
    const { digest: answer } = content.put(wordsOf(seed, name, plan.longest));
    const facts = { case: name, verdict: 'pass', reason: 'refusal.declines', params: {}, feature: null } as const;
    const body = { ...facts, question: null, answer, attempts: 1, milliseconds: 0 };
    const { index, digest } = await log.append(
      makeLeaf({ kind: 'case.settled', org: 'default', actor, body }, systemStamp),
    );
    say({ said: 'acknowledged', index, digest, content: answer, name });
  }
}

async function publish(): Promise<never> {
  for (;;) {
    say({ said: 'published', note: (await publication.publish()).note });
    await new Promise(setImmediate);
  }
}

await Promise.all([publish(), ...Array.from({ length: plan.writers }, (_, writer) => write(writer))]);
