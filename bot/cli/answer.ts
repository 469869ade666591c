import { askedQuestion } from '../wallets/asked-question.ts';
import { readAmount, recording } from './options.ts';
import { record } from './record.ts';
import { counted } from './speech.ts';
import { print, WrongUsage } from './terminal.ts';
import { verb } from './verb.ts';
import { existingTerms } from './wallet.ts';

export const answer = verb({
  name: 'answer',
  about: 'answer questions: bill the rows, or ignore them',
  example: 'answer --verdict bill 9c4984c7-6c3c-427d-a30c-bd0b2eacee90',
  takes: 'ROW…',
  options: {
    verdict: { value: 'bill|ignore', about: 'for all of the rows', isNeeded: true },
    amount: { value: 'AMOUNT', about: 'what a row in another currency is billed at' },
    ...recording,
  },
  run: async (session, values, words) => {
    const { hash } = session;
    const { verdict } = values;
    if (verdict !== 'bill' && verdict !== 'ignore') throw new WrongUsage('--verdict is bill or ignore');
    if (words.length === 0) throw new WrongUsage('answer needs the id of a row');
    const terms = await existingTerms(session);
    const ids = [...new Set(words.map(word => word.toLowerCase()))];
    const asked = await Promise.all(ids.map(id => askedQuestion(session, id, verdict)));
    const recorded = await record(session, values, {
      request: {
        kind: 'answer',
        id: `answer:${hash(JSON.stringify([verdict, asked]))}`,
        verdict,
        questions: asked,
        amount: values.amount === undefined ? null : readAmount('amount', values.amount, terms),
      },
    });
    if (recorded === undefined) return;
    print(
      session,
      { verdict, rows: ids },
      `${counted(ids.length, 'row')} ${verdict === 'bill' ? 'billed' : 'ignored'}`,
    );
  },
});
