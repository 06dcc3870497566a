import { join } from 'node:path';
import type { Hono } from 'hono';
import { type Assessments, createAssessments, looksAt, measuredGraders, readCatalogue } from './assess/index.ts';
import { createEvidence, type Evidence, evidenceMigrations, evidenceProjector, gradeCheck } from './evidence/index.ts';
import { readEdition, readProfile } from './framework/index.ts';
import {
  type ActorRef,
  type ContentStore,
  checkPolicy,
  consistencyProof,
  defaultPeriod,
  type GatherOptions,
  gatherCosignatures,
  openContent,
  openPublication,
  openSeries,
  openSeriesPublication,
  type Period,
  type PublicationOptions,
  parseVerifierKey,
  publicKeysOf,
  publishingLog,
  readPublished,
  sha256,
  systemStamp,
} from './ledger/index.ts';
import { practiceModel } from './practice/index.ts';
import {
  createRegister,
  type Register,
  readRegisterData,
  registerMigrations,
  registerProjector,
} from './register/index.ts';
import { bundleLogsOf, createBundles, createReports } from './report/index.ts';
import { answersMigrations, createServer, idempotencyIn, keptText, tokenIn } from './server/index.ts';
import {
  compareRows,
  dumpRows,
  holdingsOf,
  migrate,
  openProjection,
  openSecrets,
  openStore,
  type Secrets,
} from './store/index.ts';

export interface AppOptions {
  /** already claimed for this process */
  readonly dataDirectory: string;
  /** null: the embedded database in the data directory */
  readonly databaseUrl: string | null;
  /** who must cosign what the main log publishes, and how many of them; absent: nobody */
  readonly witnesses?: Pick<GatherOptions, 'witnesses' | 'quorum'> | null | undefined;
  readonly version: string;
  readonly consoleDirectory: string;
  /** after how long the main log gives way to the next one; default `year` */
  readonly ledgerPeriod?: Period;
  /** where people open the console, once it listens */
  readonly address?: () => string | null;
  /** what went wrong behind the scenes: a code or a place, and the error; never content */
  readonly onError: (where: string, error: unknown) => void;
}

/** All rooms, built and connected. */
export interface App {
  readonly org: string;
  /** whoever sits at this machine; until people can sign in, that is all we know of them */
  readonly actor: ActorRef;
  readonly token: string;
  readonly register: Register;
  readonly evidence: Evidence;
  readonly assessments: Assessments;
  readonly secrets: Secrets;
  readonly http: Hono;
  close(): Promise<void>;
}

/** The schema of the store, and how the log becomes its rows: what the rooms bring. */
export const storeSchema = {
  migrations: [...registerMigrations, ...evidenceMigrations, ...answersMigrations],
  projectors: [registerProjector, evidenceProjector],
} as const;

const org = 'default';
/** has a threshold for every metric, so it stands behind the profile of a system */
const ourProfile = 'duheng-1.0';

/** Opens ledger, store and rooms over one data directory. Throws what they throw; closes again what it had opened. */
export async function openApp(options: AppOptions): Promise<App> {
  const { dataDirectory, version } = options;
  const tool = `duheng/${version}`;
  const opened: (() => Promise<unknown>)[] = [];
  const closing = <T extends { close(): Promise<unknown> }>(it: T): T => {
    opened.unshift(() => it.close());
    return it;
  };
  const close = async () => {
    for (const it of opened.splice(0)) await it();
  };
  try {
    // Opened beside the ledger, since an embedded database takes seconds; closed first should the ledger fail meanwhile.
    const storing = openStore(options.databaseUrl === null ? { dataDirectory } : { databaseUrl: options.databaseUrl });
    storing.catch(() => {});
    opened.unshift(() => storing.then((it) => it.close()).catch(() => undefined));
    const words = closing(await openContent(join(dataDirectory, 'content')));
    const ledger = await openLedger(options, words);
    const log = closing(ledger.log);
    const store = await storing;
    const { migrations, projectors } = storeSchema;
    await migrate(store, migrations);
    const onFailure = (error: unknown) => options.onError('projection', error);
    const projection = closing(await openProjection({ log, store, projectors, onFailure }));
    const secrets = await openSecrets(dataDirectory, { keyFile: join(dataDirectory, 'keys', 'secrets.key') });

    const editionOf = once(readEdition);
    const profileOf = once(readProfile);
    const catalogue = readCatalogue();
    const shared = { projection, store, words, stamp: systemStamp };
    const register = createRegister({ ...shared, data: await readRegisterData() });
    const checks = [gradeCheck, ...catalogue];
    const evidence = createEvidence({
      ...shared,
      register,
      editionOf,
      definitions: checks,
      onePerson: () => true,
      tool,
    });
    const profilesOf = async (profile: string) => Promise.all([profile, ourProfile].map(profileOf));
    const assessments = closing(
      createAssessments({
        ...{ dataDirectory, register, evidence, secrets, profilesOf, tool },
        checks: catalogue,
        practiceModels: [practiceModel],
        stamp: systemStamp,
        onFailure: (run, error) => options.onError(`run ${run}`, error),
      }),
    );
    const reports = createReports({
      ...{ register, evidence, assessments, editionOf, profilesOf, tool, version },
      checks: catalogue,
      graders: measuredGraders(),
      clock: systemStamp.clock,
    });
    const bundles = createBundles({
      ...{ register, evidence, assessments, editionOf, profilesOf, tool },
      logs: () => bundleLogsOf(ledger.publication),
      clock: systemStamp.clock,
    });
    const token = await tokenIn(dataDirectory);
    const actor: ActorRef = {
      id: await keptText(join(dataDirectory, 'operator'), systemStamp.newId),
      kind: 'person',
      assurance: 'unauthenticated',
    };
    const services = {
      ...{
        version,
        register,
        evidence,
        assessments,
        secrets,
        reports,
        bundles,
        checks,
        ledger: { ...ledger, tables: projection },
      },
      compareRows: oneAtATime(() => compareRows({ store, log, projectors, migrations })),
      rows: () => dumpRows(store, dataDirectory),
      edition: editionOf,
      looksAt: (id: string) => {
        const check = catalogue.find((it) => it.id === id);
        return (it: Parameters<typeof looksAt>[1]) => check !== undefined && looksAt(check, it);
      },
    };
    const http = createServer({
      ...{ services, token, org, actor, consoleDirectory: options.consoleDirectory },
      address: options.address ?? (() => null),
      idempotency: idempotencyIn(store, systemStamp.clock),
      onError: (error, code) => options.onError(code, error),
    });
    return { ...{ org, actor, token, register, evidence, assessments, secrets, http, close } };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Longest time between an acknowledged leaf and the checkpoint that signs it. */
const publicationDelayMs = 1_000;

/** How soon a publication that failed is tried again where nothing is appended meanwhile. */
const publicationRetryMs = 30_000;
/** How long a witness may take, and how long the others are waited for once there are enough. */
const witnessPatience = { patienceMs: 5_000, graceMs: 500 };

/** Throws `ledger.key_invalid` where they cannot be counted, for instance because a log would be its own witness. */
function cosignedBy(
  asked: Pick<GatherOptions, 'witnesses' | 'quorum'>,
  { directory, keys: own }: Pick<PublicationOptions, 'directory' | 'keys'>,
) {
  const log = { origin: own.name, keys: publicKeysOf(own).map((it) => parseVerifierKey(it.vkey, sha256)) };
  checkPolicy({ log, witnesses: { pins: asked.witnesses, quorum: asked.quorum } });
  return gatherCosignatures({
    ...asked,
    ...witnessPatience,
    fetch: globalThis.fetch,
    prove: (from, to) => consistencyProof(from, to, readPublished(directory, to), sha256),
  });
}

/** The main log and those before it, published by themselves. Closed again where they may not be: a log that tells another history must not grow. */
async function openLedger(options: AppOptions, words: ContentStore) {
  const { dataDirectory, ledgerPeriod: period = defaultPeriod, witnesses, onError } = options;
  const { clock } = systemStamp;
  const series = await openSeries({
    ...{ dataDirectory, period, org, stamp: systemStamp, after: [words] },
    holdings: () => holdingsOf(storeSchema.projectors),
    onFailure: (error) => onError('rotation', error),
  });
  try {
    const open = (it: PublicationOptions) =>
      openPublication(witnesses ? { ...it, cosign: cosignedBy(witnesses, it) } : it);
    const publication = await openSeriesPublication({ series, clock, open });
    const onFailure = (error: unknown) => onError('publication', error);
    const delays = { delayMs: publicationDelayMs, retryMs: publicationRetryMs };
    return { log: publishingLog(series, publication, { ...delays, onFailure }), series, publication };
  } catch (error) {
    await series.close();
    throw error;
  }
}

/** Work that is too large to be done twice at once: whoever asks while it is under way gets its result. */
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let working: Promise<T> | null = null;
  return () => {
    working ??= work().finally(() => {
      working = null;
    });
    return working;
  };
}

/** Reads each name once; a failed reading is tried again. */
function once<T>(read: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (name) => {
    const found = known.get(name) ?? read(name);
    known.set(name, found);
    found.catch(() => known.delete(name));
    return found;
  };
}
