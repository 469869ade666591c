import { toIso } from '../../core/index.ts';
import { readCount, shared } from './options.ts';
import { entryLine } from './record.ts';
import { counted, dayAndTime } from './speech.ts';
import { capped, table } from './table.ts';
import { print } from './terminal.ts';
import { verb } from './verb.ts';
import { neededTerms, readWallet } from './wallet.ts';

const usualLimit = '20';

export const history = verb({
  name: 'history',
  about: 'what was recorded last, the newest first',
  example: 'history --limit 100',
  options: { limit: shared.limit },
  run: async (session, { limit = usualLimit }) => {
    const most = readCount('limit', limit);
    const wallet = await readWallet(session);
    const terms = neededTerms(wallet);
    const { seq } = wallet;
    const latest = (await session.journal.entriesAfter(Math.max(0, seq - most), most)).toReversed();
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
