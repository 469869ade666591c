import { open } from 'node:fs/promises';
import { LogCursors } from '../tenant/log-cursors.ts';
import { AwaitedCalls } from '../wallets/awaited-calls.ts';
import { plannedReplay, replay, type ReadExport, type ReplayPlan, type ReplayRefusal } from '../wallets/replay.ts';
import { unreachable, type Entry } from '../../core/index.ts';
import { isConfirmed } from './confirm.ts';
import { recording } from './options.ts';
import { counted } from './speech.ts';
import { print, Refused, WrongUsage, type Session } from './terminal.ts';
import { verb } from './verb.ts';
import { refuseOtherMode, refusedFor } from './wallet.ts';

export const replayExport = verb({
  name: 'replay',
  about: 'after a restore: append what an export of the journal (ndjson) has more; the bot must be stopped',
  example: 'replay credits.ndjson',
  takes: 'FILE',
  options: recording,
  run: async (session, values, [file, ...others]) => {
    if (file === undefined || others.length > 0) throw new WrongUsage('one file');
    const release = await session.stores.archive.alone();
    try {
      await goOn(session, () => entriesIn(file), values);
    } finally {
      await release();
    }
  },
});

async function goOn(session: Session, read: ReadExport, consent: Parameters<typeof isConfirmed>[1]): Promise<void> {
  const planned = await plannedReplay(session, read);
  if (!planned.ok) throw replayRefused(planned.refusal, session);
  const { known, wallet } = planned.value;
  refuseOtherMode(session, wallet);
  const facts = { known, replayed: wallet.seq - known, entries: wallet.seq, head: wallet.head };
  if (!(await isConfirmed(session, consent, () => Promise.resolve(planOf(planned.value))))) return;
  if (facts.replayed > 0) {
    // Before, and not after: whatever happens in between, the log is read again, and tells the calls that are known by their entries alone.
    await new AwaitedCalls(session).begin(planned.value);
    await new LogCursors(session.documents).reset();
  }
  const awaited = await replay(session, planned.value, read);
  if (awaited === 'changed') {
    const { seq } = await session.journal.head();
    throw new Refused(
      `the file has changed since it was checked: the store ends at entry ${seq}, not at ${wallet.seq}; replay a copy that nobody writes to`,
    );
  }
  const lacking =
    awaited === 0
      ? []
      : [`${counted(awaited, 'call')} known by what they cost alone: the log, or import, tells the rest`];
  print(session, { ...facts, awaited }, [textOf(facts), ...lacking].join('\n'));
}

const planOf = ({ known, wallet }: ReplayPlan) => {
  const facts = { known, replayed: wallet.seq - known, entries: wallet.seq, head: wallet.head };
  return { changes: facts.replayed > 0, json: facts, text: textOf(facts) };
};

const textOf = ({
  known,
  replayed,
  head,
}: {
  readonly known: number;
  readonly replayed: number;
  readonly head: string;
}) =>
  `${counted(replayed, 'entry', 'entries')} after the ${counted(known, 'entry', 'entries')} of the store, to head ${head}`;

async function* entriesIn(file: string): AsyncIterable<Entry> {
  const handle = await open(file).catch((error: unknown) => {
    throw new Refused(`${file} cannot be read: ${(error as Error).message}`);
  });
  try {
    for await (const line of handle.readLines({ autoClose: false })) if (line !== '') yield entryIn(file, line);
  } finally {
    await handle.close();
  }
}

/** What is no entry is found by whoever verifies it. */
function entryIn(file: string, line: string): Entry {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    throw new Refused(`${file} is no journal as export --format ndjson writes it`);
  }
}

function replayRefused(refusal: ReplayRefusal, { tenant }: Pick<Session, 'tenant'>): Refused {
  switch (refusal.kind) {
    case 'parted':
      return new Refused(
        `entry ${refusal.seq}, the last of the store, is another in the file: it is of another journal, or something was recorded since the restore`,
      );
    case 'ends-before':
      return new Refused(`the file ends at entry ${refusal.seq}, before the store does: it has nothing more`);
    case 'other-tenant':
      return new Refused(
        `the file is the journal of another organization (${refusal.tenant}), and this store is of ${tenant}: --tenant names whose journal it is appended to`,
      );
    case 'damaged':
      if (refusal.invariant === 'newer-format') return refusedFor(refusal);
      return new Refused(`the file is wrong at entry ${refusal.seq} (${refusal.invariant}): nothing was appended`);
    default:
      return unreachable(refusal);
  }
}
