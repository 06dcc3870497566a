/** The pool that `undici` exports as `Pool`, loaded by itself. */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';
  export = Pool;
}
