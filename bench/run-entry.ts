/** The engine as a process of its own: `node run-entry.ts URL SUITE RUN_DIRECTORY CONCURRENCY [resume] [probe]`. Prints one line of JSON. */
import { randomBytes } from 'node:crypto';
import {
  bankDirectory,
  createGrading,
  loadSuite,
  openTarget,
  parseAttacks,
  resumeAssessment,
  runAssessment,
  systemClock,
} from '../src/assess/index.ts';
import { systemStamp } from '../src/ledger/index.ts';

const [url = '', suiteFile = '', runDirectory = '', concurrency = '50', mode = 'new', attackList = ''] =
  process.argv.slice(2);
const grading = createGrading();
const suite = await loadSuite(suiteFile, { bank: bankDirectory, accepts: grading.accepts });
const target = await openTarget({ kind: 'openai', address: url, model: 'bench' }, { now: Date.now });
const attacks = attackList === '' ? [] : await parseAttacks(attackList);
const actor = { id: '00000000-0000-7000-8000-000000000000', kind: 'system', assurance: 'unauthenticated' } as const;
const common = {
  runDirectory,
  target,
  attacks,
  grading,
  actor,
  clock: systemClock,
  random: Math.random,
  stamp: { newId: systemStamp.newId, random: randomBytes },
};
const startedAt = performance.now();
const result =
  mode === 'resume'
    ? await resumeAssessment(common)
    : await runAssessment({
        ...common,
        suites: [suite],
        settings: { concurrency: Number(concurrency), probe: mode === 'probe' },
        org: 'default',
        system: null,
        tool: 'duheng-bench',
      });
const { status, counts, factsDigest, settled, planned, selfCheck, reason } = result;
const engineMs = Math.round(performance.now() - startedAt);
const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(
  `${JSON.stringify({ status, reason, planned, settled, counts, selfCheck: selfCheck.status, factsDigest, engineMs, rssMb })}\n`,
);
await target.close();
