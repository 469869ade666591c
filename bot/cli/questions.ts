import { decimal, toIso } from '../../core/index.ts';
import { readCount, shared } from './options.ts';
import { counted, dayAndTime } from './speech.ts';
import { capped, table } from './table.ts';
import { print } from './terminal.ts';
import { verb } from './verb.ts';
import { existingTerms } from './wallet.ts';

const usualLimit = '50';

export const questions = verb({
  name: 'questions',
  about: 'rows that are held until somebody says bill or ignore',
  example: 'questions --limit 200',
  options: { limit: shared.limit },
  run: async (session, { limit = usualLimit }) => {
    const { timeZone } = await existingTerms(session);
    const most = readCount('limit', limit);
    const held = await session.rows.questions({ limit: Number.MAX_SAFE_INTEGER });
    const listed = held.map(({ row, question }) => ({
      row: row.id,
      callId: row.about.callId,
      question,
      start: toIso(row.start),
      seconds: row.durationSeconds,
      charge: decimal(row.charge, row.currency),
      fee: decimal(row.fee, row.currency),
      currency: row.currency,
    }));
    const rows = held
      .slice(0, most)
      .map(({ row, question }) => [
        row.id,
        question,
        dayAndTime(row.start, timeZone),
        String(row.durationSeconds),
        decimal(row.charge, row.currency),
        decimal(row.fee, row.currency),
        row.currency,
      ]);
    print(
      session,
      { questions: listed },
      listed.length === 0
        ? 'no questions'
        : [
            `${counted(listed.length, 'question')}, times in ${timeZone}`,
            ...table(session, columns, rows),
            ...capped(listed.length - rows.length, '--limit shows more'),
          ].join('\n'),
    );
  },
});

const columns = {
  row: 'left',
  question: 'left',
  began: 'left',
  seconds: 'right',
  charge: 'right',
  fee: 'right',
  '': 'left',
} as const;
