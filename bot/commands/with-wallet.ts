import { neverOpens, type Activity, type Terms, type Wallet } from '../../core/index.ts';
import type { Reply, Turn } from '../app.ts';
import { postpaidCard } from '../postpaid.ts';
import { refusalCard } from '../views/refusal.ts';
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
  if (terms !== undefined && terms.opensAt !== neverOpens) return run({ wallet, terms, history });
  const { billing, budget } = await app.settings.read(app.tenant);
  if (billing === 'postpaid' && budget !== null) return { card: await postpaidCard(turn, budget, terms) };
  return { card: refusalCard(speech, { kind: 'not-set-up' }, currencyOf(wallet)) };
}
