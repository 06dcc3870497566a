import { createHash, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, mkdtemp, open, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { LedgerError, systemCode } from './error.ts';

/*
 * One owner of a directory, told by a listening local socket: the kernel closes it with its process, however that ends, whereas a pid
 * file outlives its process and means nothing across containers that share a volume.
 *
 * A stale socket must not be replaced in place: two newcomers could each remove what the other has just bound. So ownership is a
 * sequence of records, 1.json, 2.json …, each naming a socket. The record with the highest number counts. A newcomer listens on a socket of
 * its own name, and only when the newest owner does not answer does it link its record under the next number; link(2) lets exactly one
 * succeed. A record is never overwritten, and the last eight stay, so that whoever wakes up late with an old number in hand finds
 * either that number taken or a higher one present.
 */

/** This process holds the directory until `release`, or until it ends in whatever way. */
export interface Owned {
  readonly owner: true;
  /** where the owner listens */
  readonly socketPath: string;
  /** Hands over every connection, those that came before included; for HTTP: `serve((s) => httpServer.emit('connection', s))`. */
  serve(handler: (socket: Socket) => void): void;
  release(): Promise<void>;
}

/** Another process holds it. */
export interface Taken {
  readonly owner: false;
  readonly pid: number;
  /** a path short enough to connect to, good until `release` */
  readonly socketPath: string;
  release(): Promise<void>;
}

export type Claim = Owned | Taken;

const keptRecords = 8;
const maxSocketPath = 100;
const maxWaiting = 100;
const attempts = 200;
const recordSchema = z.object({ pid: z.int().positive(), socket: z.string().min(1).max(200) });
type Owner = z.infer<typeof recordSchema> & { readonly number: number };

/**
 * Takes a directory for this process, or finds who has it. Race-safe for any number of processes, and for several claims within one.
 * Records and sockets lie in `<directory>/<name>/`, readable by this user alone. Throws `ledger.cannot_lock`.
 */
export async function claimDirectory(directory: string, name = '.owner'): Promise<Claim> {
  const folder = join(directory, name);
  let listening: Listening | null = null;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let i = 0; i < attempts; i += 1) {
      const newest = await newestOwner(folder);
      if (newest && (await answers(folder, newest.socket))) {
        await listening?.close();
        return await taken(folder, newest);
      }
      listening ??= await listenIn(folder);
      const number = (newest?.number ?? 0) + 1;
      if (!(await linkRecord(folder, number, listening.socket))) continue;
      if ((await newestOwner(folder))?.number !== number) continue;
      await forget(folder, number);
      return owned(folder, listening);
    }
    throw new LedgerError('ledger.cannot_lock', { directory, reason: 'contended' });
  } catch (cause) {
    await listening?.close();
    if (cause instanceof LedgerError) throw cause;
    throw new LedgerError('ledger.cannot_lock', { directory, reason: systemCode(cause) }, cause);
  }
}

function owned(folder: string, listening: Listening): Owned {
  return {
    owner: true,
    socketPath: process.platform === 'win32' ? listening.socket : join(folder, listening.socket),
    serve: listening.serve,
    release: listening.close,
  };
}

async function taken(folder: string, owner: Owner): Promise<Taken> {
  const path = await reachable(folder, owner.socket);
  return { owner: false, pid: owner.pid, socketPath: path.path, release: path.release };
}

async function recordNumbers(folder: string): Promise<number[]> {
  const numbers: number[] = [];
  for (const file of await readdir(folder)) {
    const match = /^(\d{1,15})\.json$/.exec(file);
    if (match) numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => b - a);
}

async function newestOwner(folder: string): Promise<Owner | null> {
  const [number] = await recordNumbers(folder);
  if (number === undefined) return null;
  return { ...(await readRecord(folder, number)), number };
}

/** A record that cannot be read was torn by a power cut, which no owner survived: its socket is named as one that nobody has. */
async function readRecord(folder: string, number: number): Promise<z.infer<typeof recordSchema>> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(join(folder, `${number}.json`), 'utf8')));
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof z.ZodError || systemCode(cause) === 'ENOENT') {
      return { pid: 1, socket: 'none' };
    }
    throw cause;
  }
}

async function linkRecord(folder: string, number: number, socket: string): Promise<boolean> {
  const draft = join(folder, `.${randomBytes(6).toString('hex')}`);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(JSON.stringify({ pid: process.pid, socket }));
    await file.close();
    await link(draft, join(folder, `${number}.json`));
    return true;
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return false;
    throw cause;
  } finally {
    await rm(draft, { force: true });
  }
}

/** The new owner clears away what old ones left: their sockets, and all but the last records. */
async function forget(folder: string, current: number): Promise<void> {
  for (const number of await recordNumbers(folder)) {
    if (number >= current) continue;
    const { socket } = await readRecord(folder, number);
    if (/^s-[0-9a-f]+$/.test(socket)) await rm(join(folder, socket), { force: true });
    if (number <= current - keptRecords) await rm(join(folder, `${number}.json`), { force: true });
  }
}

interface Listening {
  readonly socket: string;
  readonly serve: Owned['serve'];
  readonly close: () => Promise<void>;
}

async function listenIn(folder: string): Promise<Listening> {
  const unique = randomBytes(8).toString('hex');
  const socket = process.platform === 'win32' ? await pipeName(folder, unique) : `s-${unique}`;
  const way = await reachable(folder, socket);
  const waiting = new Set<Socket>();
  let handler: ((socket: Socket) => void) | null = null;
  const server = createServer((connection) => {
    if (handler) return handler(connection);
    hold(waiting, connection);
  });
  await listenOn(server, way.path);
  await way.release();
  if (process.platform !== 'win32') await chmod(join(folder, socket), 0o600);
  server.unref();
  return {
    socket,
    serve(next) {
      handler = next;
      for (const connection of waiting) {
        connection.ref();
        next(connection);
      }
      waiting.clear();
    },
    async close() {
      // Stops listening before it returns; connections that a handler took belong to the handler.
      server.close();
      for (const connection of waiting) connection.destroy();
      if (process.platform !== 'win32') await rm(join(folder, socket), { force: true });
    },
  };
}

/** Keeps a connection until someone serves it; whoever only wanted to know whether we live has gone by then. */
function hold(waiting: Set<Socket>, connection: Socket): void {
  if (waiting.size >= maxWaiting) {
    connection.destroy();
    return;
  }
  waiting.add(connection);
  connection.unref();
  connection.on('error', () => connection.destroy());
  connection.on('close', () => waiting.delete(connection));
}

function listenOn(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function answers(folder: string, socket: string): Promise<boolean> {
  const way = await reachable(folder, socket);
  try {
    for (let i = 0; i < attempts; i += 1) {
      const answer = await ask(way.path);
      if (answer !== 'leaving') return answer === 'there';
    }
    return true;
  } finally {
    await way.release();
  }
}

function ask(path: string): Promise<'there' | 'gone' | 'leaving'> {
  return new Promise((resolve, reject) => {
    const connection = connect(path);
    connection.once('connect', () => {
      connection.destroy();
      resolve('there');
    });
    connection.once('error', (cause) => {
      const code = systemCode(cause);
      if (code === 'ECONNREFUSED' || code === 'ENOENT') resolve('gone');
      // A full backlog is a busy owner, not a dead one.
      else if (code === 'EAGAIN' || code === 'EBUSY') resolve('there');
      // The listener closed with us in its backlog: in a moment it refuses.
      else if (code === 'ECONNRESET' || code === 'EPIPE') resolve('leaving');
      else reject(cause);
    });
  });
}

/**
 * A socket address holds about 104 bytes of path, a data directory may lie deeper than that: then a symbolic link in the temporary
 * directory shortens the way. It leads to the same socket and is needed only while connecting or binding.
 */
async function reachable(folder: string, socket: string): Promise<{ path: string; release: () => Promise<void> }> {
  if (process.platform === 'win32') return { path: socket, release: async () => {} };
  const direct = join(folder, socket);
  if (Buffer.byteLength(direct) <= maxSocketPath) return { path: direct, release: async () => {} };
  const base = Buffer.byteLength(tmpdir()) <= 60 ? tmpdir() : '/tmp';
  const short = await mkdtemp(join(base, 'dh-'));
  await symlink(await realpath(folder), join(short, 'd'));
  return { path: join(short, 'd', socket), release: () => rm(short, { recursive: true, force: true }) };
}

async function pipeName(folder: string, unique: string): Promise<string> {
  const place = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 16);
  return `\\\\.\\pipe\\duheng-${place}-${unique}`;
}
