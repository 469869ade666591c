#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import type { InspectColor } from 'node:util';
import { ok, secondMs } from '../core/index.ts';
import { Backups } from './backups/backups.ts';
import { backupStateIn } from './backups/backup-state.ts';
import { isPostgresUrl } from './configuration/program-settings.ts';
import { isSandbox, type TenantConfig } from './configuration/tenant-config.ts';
import { readConfig, type Config } from './config.ts';
import { BackupThread } from './drivers/backup/backup-thread.ts';
import { openBackup } from './drivers/backup/open-backup.ts';
import type { OpenDirectory } from './drivers/graph/operator-directory.ts';
import { GraphWitness } from './drivers/graph/witness.ts';
import { openNamed, openStores } from './drivers/stores/stores.ts';
import { systemClock } from './drivers/system/clock.ts';
import { operatorName } from './drivers/system/operator.ts';
import { newWorkId, underWorkId } from './work/current-work.ts';
import { jsonLine } from './work/json-lines.ts';
import { sha256 } from './drivers/system/sha256.ts';
import { readArguments, seeHelp } from './cli/arguments.ts';
import { sayDoubt } from './cli/clock.ts';
import { ReaderGone, Streams, type CallingProcess } from './cli/streams.ts';
import { Refused, WrongUsage, type Examination, type Session } from './cli/terminal.ts';
import type { WalletVerb } from './cli/verb.ts';
import { verbs } from './cli/verbs.ts';
import { Conversations } from './alerts/conversations.ts';
import { Rights } from './chat/rights.ts';
import type { ExaminedBook } from './doctor/examine.ts';
import { hasEmbedded } from './drivers/stores/embedded.ts';
import {
  DriverError,
  observed,
  type Documents,
  type Journal,
  type MaybeCheckable,
  type Observation,
  type ObservationKind,
  type Stores,
  type TenantStores,
} from './ports/index.ts';
import { LogCursors } from './tenant/log-cursors.ts';
import { OwnBot } from './tenant/own-bot.ts';
import { keepMemoryLittle } from './work/little-memory.ts';
import { RoundWatch } from './work/round-watch.ts';
import { noDocuments, unchanged } from './work/unchanged-documents.ts';
import { checkedOf } from './cli/wallet.ts';
import { AcceptedClock } from './wallets/accepted-clock.ts';
import { KeptReading } from './wallets/kept-reading.ts';
import { Snapshots } from './wallets/snapshots.ts';
import { Ledger } from './wallets/ledger.ts';
import { stayingAlive } from './work/stay-alive.ts';
import { within } from './work/within.ts';

// The operators' command line. Results go to standard output, all else to standard error; exit 0 when it did what it says, 1 when it
// refused, 2 on wrong usage (B14). It works beside a running bot: the journal's revision decides who was first.

/** Until what was written has left, or nobody reads it. */
function written(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise(resolve => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}

/** One call of the command line: gives what it exits with. */
export async function callLedger(args: readonly string[], from: CallingProcess): Promise<number> {
  const streams = new Streams(from);
  try {
    await underWorkId(newWorkId(), () => run(args, from.env, streams));
    await streams.end();
    return 0;
  } catch (error) {
    if (error instanceof ReaderGone) return 0;
    if (error instanceof WrongUsage) {
      streams.note(`${streams.inRed(error.message)}\n${seeHelp(verbs, args)}`);
      return 2;
    }
    if (error instanceof Refused || error instanceof DriverError) {
      const kind = error instanceof Refused ? error.kind : error.code;
      streams.note(args.includes('--json') ? jsonLine({ kind, message: error.message }) : streams.inRed(error.message));
      return 1;
    }
    throw error;
  } finally {
    streams.status.clear();
  }
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv, streams: Streams): Promise<void> {
  const asked = readArguments(verbs, args);
  if (asked.kind !== 'run') {
    streams.print(asked.kind === 'help' ? asked.text : version());
    return;
  }
  const { verb, words, values, isJson } = asked;
  const config = readConfig(env, path => readFileSync(path, 'utf8'));
  if ('examine' in verb) {
    await examined(streams, { isJson, config, tenant: asked.tenant }, one => verb.examine(one, values));
    return;
  }
  if (!config.ok) throw new Refused(config.refusal.problems.join('\n'));
  const own = chosen(config.value, verb, asked.tenant);
  const tenant = asked.tenant ?? own.tenant;
  const stores = await openStores(config.value, {
    clock: systemClock,
    as: 'operator',
    isMending: verb.mends === true,
  });
  let directory: Promise<OpenDirectory> | undefined;
  try {
    const { journal, rows, documents } = stores.of(tenant);
    const progress = (text: string): void => streams.status.show(text);
    const { ledger, clock } = ledgerOf(stores.of(tenant), stores.witnesses, own, progress);
    // Read before `now` is taken, since the wallet has the offset. A damaged journal is reported by the verb.
    await ledger.read();
    if (clock.doubt !== undefined && verb.name !== 'clock') streams.note(sayDoubt(clock.doubt));
    const session: Session = {
      ...{ tenant, tenantAsked: asked.tenant, journal, rows, documents, stores, ledger, clock, isJson },
      mode: own.mode,
      isConfigured: own.tenant === tenant,
      openStore: (name: string, kind: 'new' | 'existing') =>
        openNamed(name, kind, { clock: systemClock, as: 'operator', isPostgres: isPostgresUrl }),
      openBackup,
      backups: backupsOf(config.value, stores),
      openDirectory: async () => {
        // Few verbs ask it, and its client takes long to load.
        directory ??= import('./drivers/graph/operator-directory.ts').then(({ openDirectory }) =>
          openDirectory(own, { journal, documents }),
        );
        return (await directory).directory;
      },
      operator: operatorName(),
      walletOf: async other => {
        const { ledger: its, clock: itsClock } = ledgerOf(stores.of(other), stores.witnesses, own, progress);
        const read = await its.read();
        return read.ok ? ok({ wallet: read.value.wallet, now: itsClock.shown.now() }) : read;
      },
      now: clock.shown.now(),
      hash: sha256,
      write: text => streams.write(text),
      takesMore: () => streams.takesMore(),
      note: text => streams.note(text),
      progress,
      paint: (color, text) => streams.paint(color, text),
      ask: streams.isAttended ? question => streams.ask(question) : undefined,
      readInput: () => streams.readInput(),
    };
    await verb.run(session, values, words);
  } finally {
    await (await directory?.catch(() => undefined))?.close();
    await stores.close();
  }
}

/** The backups of every night, where there is a place for them: one may be made by hand. */
function backupsOf({ backupDir, ...place }: Config, stores: Pick<Stores, 'of'>): Backups | undefined {
  if (backupDir === undefined) return undefined;
  return new Backups({
    state: backupStateIn(stores),
    maker: new BackupThread({ place, folder: backupDir, program: version() }),
    clock: systemClock,
    // What becomes of it is the verb's answer.
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
}

/** Opens what can be opened, and examines it: wrong settings, and a store that cannot be opened, are found and not refused. */
async function examined(
  streams: Streams,
  {
    isJson,
    config,
    tenant,
  }: {
    readonly isJson: boolean;
    readonly config: ReturnType<typeof readConfig>;
    readonly tenant: string | undefined;
  },
  examine: (examination: Examination) => Promise<void>,
): Promise<void> {
  const said = {
    ...{ isJson, now: systemClock.now() },
    write: (text: string) => streams.write(text),
    paint: (color: InspectColor, text: string) => streams.paint(color, text),
  };
  const problems = config.ok
    ? config.value.broken.find(({ name }) => name === tenant)?.problems
    : config.refusal.problems;
  if (!config.ok || problems !== undefined) {
    await examine({ ...said, examined: { kind: 'refused', problems: problems ?? [] } });
    return;
  }
  const own = chosen(config.value, {}, tenant);
  const { publicUrl, seen } = config.value;
  const { stores, store } = await openedToLook(config.value);
  const part = stores === undefined ? undefined : unchangedPart(stores.of(tenant ?? own.tenant));
  // The drivers, and the list of jobs with all that they do, take long to load.
  const { openExamined } = await import('./drivers/examined/examined-drivers.ts');
  const kept = part ?? { journal: { entriesAfter: () => Promise.resolve([]) }, documents: noDocuments };
  const { close, ...drivers } = await openExamined(own, kept, publicUrl);
  try {
    const acceptedClock = acceptedClockOf(kept.documents, stores?.witnesses ?? [], own);
    await examine({
      ...said,
      examined: {
        kind: 'opened',
        drivers: {
          ...{ ...drivers, acceptedClock, clock: acceptedClock, store, mayLocate: own.mayLocate, isBeta: own.isBeta },
          backups: stores && backupsOf(config.value, unchangedStores(stores)),
          settingsSeen: [seen, own.seen],
          credentialsExpire: own.credentialsExpire,
        },
        book: part && (await bookOf(part, stores?.witnesses ?? [], own)),
        botId: own.bot?.id,
      },
    });
  } finally {
    // Nothing was changed: what does not end in that time may be left to itself.
    await within(systemClock, secondMs / 2, Promise.all([close(), stores?.close()]));
  }
}

/** The stores of a place where there are any, and what is seen of them: nothing is made for being looked at. */
async function openedToLook(place: Config): Promise<{ readonly stores?: Stores; readonly store: MaybeCheckable }> {
  const seen = (kind: ObservationKind, facts: Observation['facts']) => ({
    store: { check: () => Promise.resolve([observed('store', kind, facts)]) },
  });
  if (place.databaseUrl === undefined && !hasEmbedded(place.dataDir))
    return seen('store-new', { folder: place.dataDir });
  try {
    const stores = await openStores(place, { clock: systemClock, as: 'operator', isLooking: true });
    return { stores, store: stores };
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const folder = place.databaseUrl === undefined ? place.dataDir : 'PostgreSQL';
    return seen(refusedStores[error.code] ?? 'store-failed', { code: error.code, folder });
  }
}

/** The codes of stores that cannot be opened, of which there is more to say. */
const refusedStores: Readonly<Record<string, ObservationKind>> = {
  'no-store': 'store-new',
  'store-older': 'store-older',
  'store-newer': 'store-newer',
  'store-damaged': 'store-damaged',
  'store-unreachable': 'store-unreachable',
  'store-refused': 'store-refused',
};

const unchangedStores = (stores: Stores): Pick<Stores, 'of'> => ({ of: tenant => unchangedPart(stores.of(tenant)) });

const unchangedPart = (part: TenantStores): TenantStores => ({ ...part, documents: unchanged(part.documents) });

/** What is kept of an organization, as the bot would read it. */
async function bookOf(part: TenantStores, witnesses: Stores['witnesses'], own: TenantConfig): Promise<ExaminedBook> {
  const { jobs } = await import('./app/jobs.ts');
  const { ledger, clock } = ledgerOf(part, witnesses, own);
  const { documents, matters } = part;
  const { bot } = own;
  return {
    ...{ ledger, clock, matters, jobs },
    conversations: new Conversations(documents),
    logCursors: new LogCursors(documents),
    roundWatch: new RoundWatch(documents, clock),
    rights: new Rights(documents),
    ownBot: bot && { check: () => new OwnBot(documents).check(bot.id) },
    callLogs: [{ name: 'getPstnCalls' }, ...(own.isBeta ? [{ name: 'getSmsLog' }] : [])],
  };
}

/** A wallet's ledger and clock. */
function ledgerOf(
  { journal, rows, documents }: Pick<TenantStores, 'journal' | 'rows' | 'documents'>,
  witnesses: Stores['witnesses'],
  own: TenantConfig,
  progress: Session['progress'] = () => undefined,
): { readonly ledger: Ledger; readonly clock: AcceptedClock } {
  // The sandbox's time runs ahead by an entry of its journal, which every part obeys (L13).
  const offset = { ms: 0 };
  const clock = acceptedClockOf(documents, witnesses, own, { journal, offset });
  const ledger = new Ledger({
    ...{ journal, rows, clock, hash: sha256, mode: own.mode },
    snapshots: new Snapshots(documents, sha256),
    onProgress: (seq, until) => progress(checkedOf(seq, until)),
    // The bot empties the outbox, so it delivers the alerts that an import raises.
  });
  // Effects are not carried out: the bot that runs on this folder, or the next one to start, settles what was requested here.
  ledger.onCommit(({ wallet }) => (offset.ms = wallet.clockOffsetMs));
  return { ledger, clock };
}

function acceptedClockOf(
  documents: Documents,
  witnesses: Stores['witnesses'],
  own: TenantConfig,
  book?: { readonly journal: Journal; readonly offset: { readonly ms: number } },
): AcceptedClock {
  const graph = isSandbox(own) ? [] : [new GraphWitness({ endpoint: own.graph.endpoint, clock: systemClock })];
  const offsetMs = (): number => book?.offset.ms ?? 0;
  return new AcceptedClock({
    clock: {
      ...systemClock,
      now: () => systemClock.now() + offsetMs(),
      get offsetMs() {
        return offsetMs();
      },
    },
    kept: new KeptReading(documents, async () => book !== undefined && (await book.journal.head()).seq > 0),
    witnesses: [...graph, ...witnesses],
  });
}

/** The organization that is meant: of one configured alone, it, or any other in its store; of several, the one that `--tenant` names. */
function chosen(
  { tenants, broken }: Config,
  verb: Pick<WalletVerb, 'isOfStore'>,
  asked: string | undefined,
): TenantConfig {
  const [first] = tenants;
  if (tenants.length + broken.length === 1) return first;
  if (asked === undefined && verb.isOfStore === true) return first;
  const all = [...tenants.map(({ tenant }) => tenant), ...broken.map(({ name }) => name)].join(', ');
  if (asked === undefined) throw new WrongUsage(`--tenant is needed: ${all}`);
  const wrong = broken.find(({ name }) => name === asked);
  const own = tenants.find(({ tenant }) => tenant === asked);
  if (own !== undefined) return own;
  if (wrong !== undefined) throw new Refused(wrong.problems.map(problem => `${asked}: ${problem}`).join('\n'));
  throw new WrongUsage(`--tenant ${asked}: none of ${all}`);
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

// Last: what is called has everything above.
if (import.meta.main) {
  // What it writes, nobody else reads.
  process.umask(0o077);
  keepMemoryLittle();
  const { stdin, stdout, stderr } = process;
  process.exitCode = await stayingAlive(() =>
    callLedger(process.argv.slice(2), { env: process.env, stdin, stdout, stderr }),
  );
  // What was asked of others, and has no answer yet, is not waited for once all is said.
  await Promise.all([stdout, stderr].map(written));
  process.exit();
}
