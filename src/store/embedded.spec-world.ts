import { sql } from 'kysely';
import { openStore } from './open.ts';

/** A process that adds rows to an embedded store and reports each, until it is killed. */
const store = await openStore({ dataDirectory: process.argv[2] ?? '' });
await sql`create table tally (n integer primary key)`.execute(store.db);
for (let n = 1; ; n += 1) {
  await sql`insert into tally values (${n})`.execute(store.db);
  process.send?.(n);
}
