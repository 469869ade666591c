import { decimal } from '../../core/index.ts';
import { copyStore, type Copied, type Copy } from './copy-store.ts';
import type { Stores } from '../ports/index.ts';
import { counted } from './speech.ts';
import { print, Refused, WrongUsage, type Session } from './terminal.ts';
import { verb } from './verb.ts';

const good = {
  about: 'where a journal is damaged, too: everything as it is, proved up to its last good entry',
} as const;

/** Copies everything, as it is now, into a new folder that the program could run on; the bot may keep running. */
export const backup = verb({
  name: 'backup',
  about: 'copy everything into a new folder, beside a running bot',
  example: 'backup ../credits-backup',
  takes: 'FOLDER',
  options: { good },
  isOfStore: true,
  run: async (session, values, words) => {
    const to = await session.openStore(oneFolder(words), 'new');
    await closing(to, () =>
      copied(session, { from: session.stores, to, isAlive: true, isGoodEnough: values.good }, 'backed up'),
    );
  },
});

/** Copies a backup, or any folder of the program, into an empty store. */
export const restore = verb({
  name: 'restore',
  about: 'take over a backup, where there is nothing yet',
  example: 'restore ../credits-backup',
  takes: 'FOLDER',
  options: { good },
  isOfStore: true,
  mends: true,
  run: async (session, { good: isGoodEnough }, words) => {
    await alone(session.stores, async () => {
      const from = await session.openStore(oneFolder(words), 'existing');
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

async function copied(session: Session, copy: Copy, done: string): Promise<void> {
  const result = await copyStore(copy, session);
  if (!result.ok)
    throw new Refused(
      result.refusal.kind === 'not-empty'
        ? 'there is something already where it should go: nothing was copied'
        : `the copy of ${result.refusal.tenant} is not to be used: ${result.refusal.what}${result.refusal.isCondemned ? '; --good takes it as it is' : ''}`,
    );
  const wallets = result.value.map(({ balance, currency, ...rest }) => ({
    ...rest,
    currency,
    balance: decimal(balance, currency),
  }));
  print(session, { wallets }, [`${done}, and verified on both sides`, ...result.value.map(line)].join('\n'));
}

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
    release();
  }
}

function oneFolder(words: readonly string[]): string {
  const [folder, ...others] = words;
  if (folder === undefined || others.length > 0) throw new WrongUsage('one folder');
  return folder;
}
