import type { Activity, Terms, Wallet } from '../../core/index.ts';
import type { Reply, Turn } from '../app.ts';
import { notice, refusalCard } from '../views/refusal.ts';
import { currencyOf } from '../views/why.ts';

export interface OpenWallet {
  readonly wallet: Wallet;
  readonly terms: Terms;
  readonly history: Activity;
}

/** Runs with the wallet as it stands; a damaged or missing one is answered with what to do. */
export async function withWallet(turn: Turn, run: (found: OpenWallet) => Promise<Reply>): Promise<Reply> {
  const { app, speech } = turn;
  const read = await app.wallets.read(app.tenant);
  if (!read.ok) return { card: refusalCard(speech, read.refusal, 'USD') };
  const { wallet, history } = read.value;
  const { terms } = wallet;
  if (terms !== undefined) return run({ wallet, terms, history });
  const { billing, budget } = await app.settings.read(app.tenant);
  if (billing === 'postpaid' && budget !== null) {
    const text = speech.say('balance.postpaid', { budget: speech.money(budget.amount, budget.currency) });
    return { card: notice(speech, speech.say('balance.title'), [text, speech.say('refuse.postpaid')]) };
  }
  return { card: refusalCard(speech, { kind: 'not-set-up' }, currencyOf(wallet)) };
}
