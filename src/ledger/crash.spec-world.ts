import { join } from 'node:path';
import { openContent } from './content.ts';
import { settled } from './ledger.spec-world.ts';
import { openLog } from './log.ts';

/** A process that appends with twenty writers and reports each acknowledged leaf, until it is killed. */
const directory = process.argv[2] ?? '';
const content = await openContent(join(directory, 'content'), { maxSegmentBytes: 50_000 });
const log = await openLog(join(directory, 'log'), { after: [content], maxSegmentBytes: 50_000 });
process.send?.({ found: log.size });
await Promise.all(
  Array.from({ length: 20 }, async () => {
    for (;;) {
      const { digest } = content.put('the answer');
      await log.append(settled(digest)).then(({ index }) => process.send?.({ index, digest }));
    }
  }),
);
