import { suggestedRule } from '../../core/index.ts';
import { oneOf } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { runButtons } from '../chat/frame.view.ts';
import { whyText } from '../chat/money-words.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { withWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { outlookOf } from '../wallets/outlook.ts';
import { autoRechargeView, ruleForm } from './auto-recharge.view.ts';
import { saveRule } from './save-rule.ts';

export const autoRecharge = command({
  name: 'autoRecharge',
  access: 'money',
  arguments: { asked: oneOf('switch', ['on', 'off', 'why', 'suggested'], {}) },
  // Why it did or did not recharge is for whoever may look.
  accessTo: ({ asked }) => (asked === 'why' ? 'look' : 'money'),
  run: (needs: WalletNeeds, turn, { asked }) =>
    withWallet(needs, turn, found => {
      if (asked === 'why') return explain(turn, found);
      if (asked === 'suggested') return suggested(needs, turn, found);
      if (asked !== undefined) return switched(needs, turn, found, asked === 'on');
      return { card: autoRechargeView(turn.speech, found, ruleForm(found.wallet, found.terms)) };
    }),
});

function explain({ speech }: Turn, { wallet, terms }: OpenWallet): Reply {
  return {
    card: notice(speech, speech.say('rule.why'), [whyText(speech, wallet.memory.lastReason, terms.currency)], {
      buttons: runButtons(speech, 'autoRecharge', 'balance'),
    }),
  };
}

/** The form with the rule that usage suggests: nothing is saved yet. */
async function suggested(needs: WalletNeeds, { speech }: Turn, found: OpenWallet): Promise<Reply> {
  const { suggestion } = await outlookOf(needs, found, needs.clock.now());
  return {
    card: autoRechargeView(
      speech,
      found,
      ruleForm({ rule: suggestedRule(suggestion, found.wallet.rule) }, found.terms),
      {
        notice: speech.say('rule.suggested'),
      },
    ),
  };
}

function switched(needs: WalletNeeds, turn: Turn, found: OpenWallet, isOn: boolean): Reply | Promise<Reply> {
  const { rule } = found.wallet;
  // Without a rule there is nothing to switch: the form asks for its amounts.
  if (rule === undefined) return { card: autoRechargeView(turn.speech, found, ruleForm(found.wallet, found.terms)) };
  return saveRule(needs, turn, found, { rule: { ...rule, isOn }, agreed: '' });
}
