import { decimal, parseAmount, toIso } from '../../core/index.ts';
import { neededOption, print, Refused, textOption, WrongUsage, type Session, type Verb } from './terminal.ts';
import { existingTerms, must } from './wallet.ts';

export const questions: Verb = {
  name: 'questions',
  usage: 'questions',
  about: 'rows that are held until somebody says bill or ignore',
  example: 'questions',
  run: async session => {
    await existingTerms(session);
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
    print(
      session,
      { questions: listed },
      listed.length === 0
        ? 'no questions'
        : listed
            .map(
              ({ row, question, start, charge, fee, currency }) =>
                `${row} ${question}: ${start}, ${charge} + ${fee} ${currency}`,
            )
            .join('\n'),
    );
  },
};

export const answer: Verb = {
  name: 'answer',
  options: ['verdict', 'amount'],
  usage: 'answer --verdict bill|ignore ROW… [--amount 1.20]',
  about: 'answer questions; the amount bills a row in another currency',
  example: 'answer --verdict bill 9c4984c7-6c3c-427d-a30c-bd0b2eacee90',
  takes: 'words',
  run: async (session, words) => {
    const { options, hash } = session;
    const verdict = neededOption(options, 'verdict');
    if (verdict !== 'bill' && verdict !== 'ignore') throw new WrongUsage('--verdict is bill or ignore');
    if (words.length === 0) throw new WrongUsage('answer needs the id of a row');
    const { currency } = await existingTerms(session);
    const ids = [...new Set(words.map(word => word.toLowerCase()))];
    const asked = await Promise.all(ids.map(id => questionOf(session, id, verdict)));
    const typed = textOption(options, 'amount');
    const amount = typed === undefined ? undefined : parseAmount(typed, currency);
    if (amount?.ok === false) throw new Refused(`--amount ${typed}: ${amount.refusal.kind} (${currency})`);
    await must(session, {
      kind: 'answer',
      id: `answer:${hash(JSON.stringify([verdict, asked]))}`,
      verdict,
      questions: asked,
      amount: amount?.value ?? null,
    });
    print(session, { verdict, rows: ids }, `${ids.length} ${verdict === 'bill' ? 'billed' : 'ignored'}`);
  },
};

/** The held version; or the one that got this answer before, so that answering again repeats it. Core refuses a row with neither. */
async function questionOf({ rows }: Session, id: string, verdict: 'bill' | 'ignore') {
  const versions = (await rows.versionsOf(id)).filter(({ row }) => row.id === id);
  const answered = verdict === 'bill' ? 'standing' : 'ignored';
  const version = (
    versions.find(({ state }) => state === 'held') ?? versions.findLast(({ state }) => state === answered)
  )?.version;
  return { id, version: version ?? '' };
}
