import { dayMs } from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import type { Command } from '../chat/command.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Clock, Rows } from '../ports/index.ts';
import type { Imports } from '../usage/import-progress.ts';
import { importNote } from '../usage/import-progress.view.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { usageView } from './usage.view.ts';

const top = 5;

interface UsageNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly rows: Rows;
  readonly imports: Imports;
}

export const usage: Command<UsageNeeds> = {
  name: 'usage',
  access: 'look',
  words: { en: ['usage', 'calls'], zh: ['使用情况', '用量', '通话记录'] },
  about: 'help.usage',
  run: async ({ clock, ledger, rows, imports }, { speech }, rest) => {
    const days = rest === '' ? 30 : Number(/^(\d{1,3})\s*(?:d|days?|天)?$/i.exec(rest)?.[1] ?? Number.NaN);
    if (!(days >= 1 && days <= 366)) {
      return {
        card: notice(speech, speech.say('usage.title'), [speech.say('usage.badRange', { text: escape(cut(rest)) })]),
      };
    }
    const to = clock.now();
    const from = to - days * dayMs;
    const read = await ledger.read();
    const currency = read.ok ? currencyOf(read.value.wallet) : 'USD';
    const opensAt = read.ok ? read.value.wallet.terms?.opensAt : undefined;
    const report = await rows.usage({ from, to, top });
    const importing = importNote(speech, await imports.progress());
    const erasedBefore = read.ok ? read.value.wallet.erasedBefore : undefined;
    return { card: usageView(speech, report, { currency, from, to, importing, opensAt, erasedBefore }) };
  },
};
