import type { Command } from '../chat/command.ts';
import { runButtons } from '../chat/frame.view.ts';
import { whyText } from '../chat/money-words.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { withWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { autoRechargeView, ruleForm } from './auto-recharge.view.ts';
import { saveRule } from './save-rule.ts';

const on = new Set(['on', '开', '开启']);
const off = new Set(['off', '关', '关闭']);
const why = new Set(['why', 'why?', '原因', '为什么']);

export const autoRecharge: Command<WalletNeeds> = {
  name: 'auto-recharge',
  access: 'money',
  words: { en: ['auto-recharge', 'auto recharge', 'autorecharge'], zh: ['自动充值'] },
  about: 'help.autoRecharge',
  run: (needs, turn, rest) =>
    withWallet(needs, turn, found => {
      const said = rest.toLowerCase();
      if (why.has(said)) return explain(turn, found);
      if (on.has(said) || off.has(said)) return switched(needs, turn, found, on.has(said));
      return { card: autoRechargeView(turn.speech, found, ruleForm(found.wallet, found.terms)) };
    }),
};

function explain({ speech }: Turn, { wallet, terms }: OpenWallet): Reply {
  return {
    card: notice(speech, speech.say('rule.why'), [whyText(speech, wallet.memory.lastReason, terms.currency)], {
      buttons: runButtons(speech, 'autoRecharge', 'balance'),
    }),
  };
}

function switched(needs: WalletNeeds, turn: Turn, found: OpenWallet, isOn: boolean): Reply | Promise<Reply> {
  const { rule } = found.wallet;
  // Without a rule there is nothing to switch: the form asks for its amounts.
  if (rule === undefined) return { card: autoRechargeView(turn.speech, found, ruleForm(found.wallet, found.terms)) };
  return saveRule(needs, turn, found, { rule: { ...rule, isOn }, agreed: '' });
}
