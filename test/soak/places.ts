import { join } from 'node:path';
import { type ContentStore, type Log, mainLogIn, openContent, openLog } from '../../src/ledger/index.ts';

/** So small that every round closes some segments. */
const maxLogSegment = 20_000;
const maxContentSegment = 60_000;

/** Log and content of one data directory, as the app opens them, in small segments. */
export async function openBoth(directory: string): Promise<{ log: Log; content: ContentStore }> {
  const content = await openContent(join(directory, 'content'), { maxSegmentBytes: maxContentSegment });
  try {
    const log = await openLog(mainLogIn(directory).segments, { after: [content], maxSegmentBytes: maxLogSegment });
    return { log, content };
  } catch (error) {
    await content.close();
    throw error;
  }
}
