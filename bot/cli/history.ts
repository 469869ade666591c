import { toIso, type Entry, type Wallet } from '../../core/index.ts';
import { isPartAsked, journalAsked } from './journal-asked.ts';
import { readCount, reading, shared } from './options.ts';
import { entryLine } from './record.ts';
import { counted, dayAndTime } from './speech.ts';
import { capped, table } from './table.ts';
import { print, type Session } from './terminal.ts';
import { verb, type Values } from './verb.ts';
import { neededTerms, readWallet } from './wallet.ts';

const usualLimit = '20';

export const history = verb({
  name: 'history',
  about: 'what was recorded last, the newest first',
  example: 'history --limit 100',
  options: { limit: shared.limit, ...reading },
  run: async (session, { limit = usualLimit, ...asked }) => {
    const most = readCount('limit', limit);
    const { wallet, last } = isPartAsked(asked) ? await lastAsked(session, asked, most) : await lastOf(session, most);
    const terms = neededTerms(wallet);
    const { seq } = wallet;
    const latest = last.toReversed();
    const listed = latest.map(entry => ({
      seq: entry.seq,
      recordedAt: toIso(entry.recordedAt),
      kind: entry.kind,
      text: entryLine(entry, terms),
    }));
    const rows = listed.map(({ seq: place, recordedAt, text }) => [
      String(place),
      dayAndTime(Date.parse(recordedAt), terms.timeZone),
      text,
    ]);
    print(
      session,
      { entries: listed, total: seq },
      [
        `${counted(seq, 'entry', 'entries')}, times in ${terms.timeZone}`,
        ...table(session, { entry: 'right', recorded: 'left', what: 'left' }, rows),
        ...capped(seq - rows.length, '--limit shows more'),
      ].join('\n'),
    );
  },
});

interface Last {
  readonly wallet: Wallet;
  readonly last: readonly Entry[];
}

/** Read by themselves: a wallet opens from its snapshot, however long its journal is. */
async function lastOf(session: Session, most: number): Promise<Last> {
  const wallet = await readWallet(session);
  return { wallet, last: await session.journal.entriesAfter(Math.max(0, wallet.seq - most), most) };
}

async function lastAsked(session: Session, asked: Values<typeof reading>, most: number): Promise<Last> {
  const { wallet, readInto } = await journalAsked(session, asked);
  const last: Entry[] = [];
  await readInto({ add: entry => entry.seq > wallet.seq - most && last.push(entry) });
  return { wallet, last };
}
