import { neverOpens, type Activity, type Terms, type Wallet } from '../../core/index.ts';
import type { Reply, Turn } from '../app/app.ts';
import { postpaidCard } from './budget.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import { currencyOf } from '../chat/money-words.view.ts';

export interface OpenWallet {
  readonly wallet: Wallet;
  readonly terms: Terms;
  readonly history: Activity;
}

/** Runs with the wallet as it stands; a damaged or missing one, or none to draw from, is answered with what to do. */
export const withWallet = (turn: Turn, run: (found: OpenWallet) => Promise<Reply>): Promise<Reply> =>
  withAnyWallet(turn, async found => {
    const { budget } = await turn.app.settings.read(turn.app.tenant);
    if (found.terms.opensAt !== neverOpens) return run(found);
    return budget === null
      ? { card: refusalCard(turn.speech, { kind: 'pays-after-use' }, found.terms.currency) }
      : { card: await postpaidCard(turn, budget, found.terms) };
  });

/** The same for what a tenant that pays after use can do too: its usage is kept, though nothing is drawn. */
export async function withAnyWallet(turn: Turn, run: (found: OpenWallet) => Promise<Reply>): Promise<Reply> {
  const { app, speech } = turn;
  const read = await app.wallets.read(app.tenant);
  if (!read.ok) return { card: refusalCard(speech, read.refusal, 'USD') };
  const { wallet, history } = read.value;
  const { terms } = wallet;
  if (terms !== undefined) return run({ wallet, terms, history });
  const { billing, budget } = await app.settings.read(app.tenant);
  if (billing === 'postpaid' && budget !== null) return { card: await postpaidCard(turn, budget, terms) };
  return { card: refusalCard(speech, { kind: 'not-set-up' }, currencyOf(wallet)) };
}
