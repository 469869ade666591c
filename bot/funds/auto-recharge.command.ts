import { type Rule } from '../../core/index.ts';
import type { Reply, Turn } from '../app/app.ts';
import { autoRechargeView, ruleForm } from './auto-recharge.view.ts';
import { notice, refusalCard } from '../chat/refusal.view.ts';
import { runButtons } from '../chat/frame.view.ts';
import { whyText } from '../chat/money-words.view.ts';
import type { Command } from '../chat/command.ts';
import { withWallet, type OpenWallet } from '../tenant/with-wallet.ts';

const on = new Set(['on', '开', '开启']);
const off = new Set(['off', '关', '关闭']);
const why = new Set(['why', 'why?', '原因', '为什么']);

export const autoRecharge: Command = {
  name: 'auto-recharge',
  access: 'money',
  words: { en: ['auto-recharge', 'auto recharge', 'autorecharge'], zh: ['自动充值'] },
  about: 'help.autoRecharge',
  run: (turn, rest) =>
    withWallet(turn, async found => {
      const said = rest.toLowerCase();
      if (why.has(said)) return explain(turn, found);
      if (on.has(said) || off.has(said)) return switched(turn, found, on.has(said));
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

async function switched(turn: Turn, found: OpenWallet, isOn: boolean): Promise<Reply> {
  const { rule } = found.wallet;
  // Without a rule there is nothing to switch: the form asks for its amounts.
  if (rule === undefined) return { card: autoRechargeView(turn.speech, found, ruleForm(found.wallet, found.terms)) };
  return saveRule(turn, found, { ...rule, isOn });
}

export async function saveRule(turn: Turn, { terms }: OpenWallet, rule: Rule): Promise<Reply> {
  const { app, speech } = turn;
  const answer = await app.wallets.execute(
    app.tenant,
    { kind: 'set-rule', id: `rule-${turn.id}`, rule },
    turn.person.id ?? null,
  );
  if (!answer.ok) return { card: refusalCard(speech, answer.refusal, terms.currency) };
  const { wallet } = answer.value;
  return { card: autoRechargeView(speech, { wallet, terms }, ruleForm(wallet, terms), speech.say('rule.saved')) };
}
