import { termsOf } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { cut, escape } from '../../cards/escape.ts';
import { invoice, text } from '../chat/argument-kinds.ts';
import { command, type Command } from '../chat/command.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Roles, Sight } from '../chat/roles.ts';
import { forOthers } from '../chat/shared-card.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Clock, Journal, Looks, Rows } from '../ports/index.ts';
import { explainCall } from '../wallets/explain-call.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { calls } from './calls.command.ts';
import { explainView } from './explain.view.ts';
import { invoices } from './invoices.command.ts';

/** What a command needs of the tenant. */
type NeedsOf<Of> = Of extends Command<infer Needs> ? Needs : never;

interface ExplainNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly rows: Rows;
  readonly roles: Roles;
  readonly looks: Looks;
}

/** From a call to its charge, to the credits that paid for it; from an invoice to what became of it. Of nothing in particular, the calls to choose from. */
export const explain = command({
  name: 'explain',
  access: 'look',
  arguments: { invoice: invoice({ mark: 'invoice' }), call: text('call', {}) },
  menus: [],
  run: (needs: ExplainNeeds & NeedsOf<typeof calls> & NeedsOf<typeof invoices>, turn, given, asked) => {
    if (given.invoice !== undefined) return invoices.run(needs, turn, { invoice: given.invoice }, asked);
    if (given.call === undefined) return calls.run(needs, turn, {}, { text: 'calls', place: '' });
    return explained(needs, turn, given.call);
  },
});

async function explained(needs: ExplainNeeds, { speech, person }: Turn, call: string): Promise<Reply> {
  const read = await needs.ledger.read();
  if (!read.ok) return { card: refusalCard(speech, read.refusal, 'USD') };
  const { wallet } = read.value;
  const terms = termsOf(wallet);
  if (!terms.ok) return { card: refusalCard(speech, terms.refusal, 'USD') };
  const [row] = await explainCall(needs, wallet.pool, call);
  if (row === undefined)
    return {
      card: notice(speech, speech.say('explain.title'), [speech.say('explain.unknown', { text: escape(cut(call)) })], {
        buttons: runButtons(speech, 'calls'),
      }),
    };
  const sight = await needs.roles.sightOf(person.id);
  const whom = row.versions[0]?.row.about.userId.toLowerCase();
  if (sight.kind === 'whole' && whom !== undefined && whom !== '')
    await needs.looks.note({ who: person.id ?? '', whom, at: needs.clock.now(), command: 'explain' });
  const draw = (seen: Sight): Card =>
    explainView(speech, row, { pool: wallet.pool, currency: terms.value.currency, sight: seen });
  return { card: draw(sight), ...forOthers(sight, draw) };
}
