import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { claimDirectory } from './claim.ts';

/** A process that claims and releases a directory until it has owned it that many times, and reports any time it was not alone. */
const directory = process.argv[2] ?? '';
const held = join(directory, 'held');
let owned = 0;
let together = 0;
while (owned < Number(process.argv[3])) {
  const claim = await claimDirectory(directory);
  if (claim.owner) {
    owned += 1;
    const alone = await open(held, 'wx').then(
      async (file) => {
        await file.close();
        await rm(held);
        return true;
      },
      () => false,
    );
    if (!alone) together += 1;
  }
  await claim.release();
}
process.send?.({ owned, together });
process.disconnect();
