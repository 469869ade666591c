import { termsOf } from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { text } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Roles } from '../chat/roles.ts';
import type { Reply } from '../chat/turn.ts';
import type { Clock, Journal, Looks, Rows } from '../ports/index.ts';
import { explainCall } from '../wallets/explain-call.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { explainView } from './explain.view.ts';

interface ExplainNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly rows: Rows;
  readonly roles: Roles;
  readonly looks: Looks;
}

/** From a call to its charge, to the credits that paid for it, to the purchases of these. */
export const explain = command({
  name: 'explain',
  access: 'look',
  arguments: { call: text('call', { isRequired: true }) },
  menus: [],
  run: async (needs: ExplainNeeds, { speech, person }, { call }): Promise<Reply> => {
    const read = await needs.ledger.read();
    if (!read.ok) return { card: refusalCard(speech, read.refusal, 'USD') };
    const { wallet } = read.value;
    const terms = termsOf(wallet);
    if (!terms.ok) return { card: refusalCard(speech, terms.refusal, 'USD') };
    const [row] = await explainCall(needs, wallet.pool, call);
    if (row === undefined)
      return {
        card: notice(
          speech,
          speech.say('explain.title'),
          [speech.say('explain.unknown', { text: escape(cut(call)) })],
          {
            buttons: runButtons(speech, 'calls'),
          },
        ),
      };
    const sight = await needs.roles.sightOf(person.id);
    const whom = row.versions[0]?.row.about.userId.toLowerCase();
    if (sight.kind === 'whole' && whom !== undefined && whom !== '')
      await needs.looks.note({ who: person.id ?? '', whom, at: needs.clock.now(), command: 'explain' });
    return { card: explainView(speech, row, { pool: wallet.pool, currency: terms.value.currency, sight }) };
  },
});
