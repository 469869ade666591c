import { dayMs } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import { importNote } from '../usage/import-progress.view.ts';
import { notice } from '../chat/refusal.view.ts';
import { usageView } from './usage.view.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import type { Command } from '../chat/command.ts';

const top = 5;

export const usage: Command = {
  name: 'usage',
  access: 'look',
  words: { en: ['usage', 'calls'], zh: ['使用情况', '用量', '通话记录'] },
  about: 'help.usage',
  run: async ({ app, speech }, rest) => {
    const days = rest === '' ? 30 : Number(/^(\d{1,3})\s*(?:d|days?|天)?$/i.exec(rest)?.[1] ?? Number.NaN);
    if (!(days >= 1 && days <= 366)) {
      return {
        card: notice(speech, speech.say('usage.title'), [
          speech.say('usage.badRange', { text: escape(rest.slice(0, 40)) }),
        ]),
      };
    }
    const to = app.clock.now();
    const from = to - days * dayMs;
    const read = await app.wallets.read(app.tenant);
    const currency = read.ok ? currencyOf(read.value.wallet) : 'USD';
    const report = await app.rows.usage(app.tenant, { from, to, top });
    return { card: usageView(speech, report, { currency, from, to, importing: await importNote(app, speech) }) };
  },
};
