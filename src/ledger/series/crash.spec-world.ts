import { settled } from '../ledger.spec-world.ts';
import { openWithNode } from '../segment-writer.ts';
import { systemStamp } from '../stamp.ts';
import { everyCase } from './series.spec-world.ts';
import { openSeries } from './series.ts';
import { openSeriesPublication } from './series-publication.ts';

/**
 * A process that appends with five writers and rotates again and again, reporting each acknowledged leaf, and that ends itself with SIGKILL at the
 * nth write to disk after its first rotation began: a rotation takes some ten of them.
 */
const directory = process.argv[2] ?? '';
const last = Number(process.argv[3] ?? 0);
const counting = { on: false, writes: 0 };
const step = () => {
  if (!counting.on) return;
  counting.writes += 1;
  if (counting.writes > last) process.kill(process.pid, 'SIGKILL');
};
const series = await openSeries({
  ...{ dataDirectory: directory, org: 'default', period: 'none', stamp: systemStamp, maxSegmentBytes: 20_000 },
  holdings: () => [everyCase()],
  onFailure: (error) => process.send?.({ failed: String(error) }),
  async openFile(path, flags) {
    step();
    const file = await openWithNode(path, flags);
    const counted = <A extends unknown[], R>(act: (...args: A) => Promise<R>) => {
      return (...args: A): Promise<R> => {
        step();
        return act.apply(file, args);
      };
    };
    return {
      ...{ writev: counted(file.writev), datasync: counted(file.datasync), sync: counted(file.sync) },
      ...{ truncate: counted(file.truncate), close: () => file.close() },
    };
  },
});
const publication = await openSeriesPublication({ series, clock: systemStamp.clock });
let n = 0;
for (let i = 0; i < 5; i += 1) {
  void (async () => {
    for (;;) {
      n += 1;
      const name = `${process.pid}-${n}`;
      const { index } = await series.append(settled(name));
      process.send?.({ index, name });
    }
  })();
}
counting.on = true;
for (;;) {
  await series.rotate();
  await publication.publish();
}
