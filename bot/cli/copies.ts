import { statSync } from 'node:fs';
import { decimal, unreachable } from '../../core/index.ts';
import { noteCopied } from '../backups/backup-state.ts';
import { copyStore, loadBackup, type Copied, type Copy, type CopyRefusal } from './copy-store.ts';
import type { Stores } from '../ports/index.ts';
import { counted } from './speech.ts';
import { print, Refused, WrongUsage, type Session } from './terminal.ts';
import { verb } from './verb.ts';

const good = {
  about: 'where a journal is damaged, too: everything as it is, proved up to its last good entry',
} as const;

/** Copies everything, as it is now, into a new folder that the program could run on, or into a file as every night; the bot may keep running. */
export const backup = verb({
  name: 'backup',
  about: 'copy everything, beside a running bot: into BACKUP_DIR as every night, or into a new folder',
  example: 'backup ../credits-backup',
  takes: '[FOLDER]',
  options: { good },
  isOfStore: true,
  run: async (session, values, words) => {
    if (words.length === 0 && !values.good) return madeNow(session);
    const to = await session.openStore(oneFolder(words), 'new');
    await closing(to, () =>
      copied(session, { from: session.stores, to, isAlive: true, isGoodEnough: values.good }, 'backed up'),
    );
  },
});

/** Takes over a backup, or any folder of the program, into an empty store. */
export const restore = verb({
  name: 'restore',
  about: 'take over a backup, where there is nothing yet',
  example: 'restore /backups/credits-1a2b3c4d-20261126T020000Z.backup',
  takes: 'FILE|FOLDER',
  options: { good },
  isOfStore: true,
  mends: true,
  run: async (session, { good: isGoodEnough }, words) => {
    const place = oneFolder(words);
    await alone(session.stores, async () => {
      if (isFile(place)) return takenOver(session, place);
      const from = await session.openStore(place, 'existing');
      await closing(from, () =>
        copied(session, { from, to: session.stores, isAlive: false, isGoodEnough }, 'restored'),
      );
    });
  },
});

/** Moves from a folder to PostgreSQL, or back. No bot may write meanwhile: what it wrote would be left behind. */
export const migrate = verb({
  name: 'migrate',
  about: 'move to another store, with the same journal; the bot must be stopped',
  example: 'migrate --to postgres://bot@localhost/credits',
  options: {
    to: { value: 'postgres://…|FOLDER', about: 'an empty database, or a folder where nothing is', isNeeded: true },
  },
  isOfStore: true,
  run: async (session, { to: place }) => {
    await alone(session.stores, async () => {
      const to = await session.openStore(place, 'new');
      await closing(to, () =>
        copied(session, { from: session.stores, to, isAlive: false, isGoodEnough: false }, 'migrated'),
      );
    });
  },
});

const isFile = (place: string): boolean => statSync(place, { throwIfNoEntry: false })?.isFile() === true;

/** One of every night's, at once. */
async function madeNow({ backups, ...session }: Session): Promise<void> {
  if (backups === undefined) throw new WrongUsage('one folder; or set BACKUP_DIR');
  const made = await backups.makeNow();
  if (made === undefined)
    throw new Refused(
      'somebody is making a backup already: try again when it is there, or in half a minute if its program was killed',
    );
  if (!made.ok) throw new Refused(`no backup was made: ${made.refusal.message}`);
  const { file, bytes, wallets } = made.value;
  const lines = wallets.map(
    ({ tenant, entries, head }) => `${tenant}: ${counted(entries, 'entry', 'entries')}, head ${head}`,
  );
  const text = [`backed up to ${file}, opened and verified: ${counted(bytes, 'byte')}`, ...lines].join('\n');
  print({ ...session, backups }, { file, bytes, wallets }, text);
}

async function takenOver(session: Session, file: string): Promise<void> {
  if (!(await session.stores.archive.isEmpty())) throw copyRefused({ kind: 'not-empty' });
  session.progress(`reading ${file}`);
  const backup = await session.openBackup(file);
  const loaded = await loadBackup(backup, session.stores, session);
  if (loaded.ok) await noteCopied(session.stores, backup);
  reported(session, loaded, 'restored');
}

async function copied(session: Session, copy: Copy, done: 'backed up' | 'restored' | 'migrated'): Promise<void> {
  const result = await copyStore(copy, session);
  // What has moved is the same store in another place.
  if (result.ok && done !== 'migrated') await noteCopied(copy.to);
  reported(session, result, done);
}

function reported(session: Session, result: Awaited<ReturnType<typeof copyStore>>, done: string): void {
  if (!result.ok) throw copyRefused(result.refusal);
  const wallets = result.value.map(({ balance, currency, ...rest }) => ({
    ...rest,
    currency,
    balance: decimal(balance, currency),
  }));
  print(session, { wallets }, [`${done}, and verified on both sides`, ...result.value.map(line)].join('\n'));
}

function copyRefused(refusal: CopyRefusal): Refused {
  switch (refusal.kind) {
    case 'not-empty':
      return new Refused('there is something already where it should go: nothing was copied');
    case 'row-damaged':
      return new Refused(`${refusal.what}: nothing was copied; ${asItIs}`);
    case 'differs':
      return new Refused(
        `the copy of ${refusal.tenant} is not to be used: ${refusal.what}${refusal.isCondemned ? `; ${asItIs}` : ''}`,
      );
    default:
      return unreachable(refusal);
  }
}

const asItIs = 'backup and restore take it as it is with --good';

const line = ({ tenant, entries, damagedAt, head, balance, currency, lots, rowsKnown }: Copied): string =>
  `${tenant}: ${damagedAt === null ? '' : `damaged at entry ${damagedAt}, and copied as it is; up to its last good entry: `}${counted(entries, 'entry', 'entries')}, ${counted(rowsKnown, 'call row')}, ${counted(lots, 'lot')}, balance ${decimal(balance, currency)} ${currency}, head ${head}`;

async function closing(stores: Stores, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await stores.close();
  }
}

async function alone(stores: Stores, work: () => Promise<void>): Promise<void> {
  const release = await stores.archive.alone();
  try {
    await work();
  } finally {
    await release();
  }
}

function oneFolder(words: readonly string[]): string {
  const [folder, ...others] = words;
  if (folder === undefined || others.length > 0) throw new WrongUsage('one folder');
  return folder;
}
