import {
  correctionsOf,
  instantOf,
  reversibleReturnsOf,
  type Instant,
  type Lot,
  type Pool,
  type Reduction,
  type Wallet,
} from '../../core/index.ts';
import { invoice } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { pageAfter } from '../chat/list-page.ts';
import type { Roles } from '../chat/roles.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { labeledMethod } from '../funds/labeled-method.ts';
import { mayMoveMoney } from '../funds/may-move-money.ts';
import type { Journal, Payments } from '../ports/index.ts';
import { mailableAddresses, type DocumentAddressNeeds } from '../tenant/document-addresses.ts';
import { nameOfActor } from '../tenant/name-of-actor.ts';
import type { Names } from '../tenant/names.ts';
import { withAnyWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import type { Reasons } from '../wallets/reasons.ts';
import { invoiceOf } from './invoice-of.ts';
import { invoicesView, noInvoiceView } from './invoices.view.ts';
import { purchaseView, type GivenBack, type KnownPurchase } from './purchase.view.ts';

const pageSize = 8;

interface InvoiceNeeds extends WalletNeeds, DocumentAddressNeeds {
  readonly journal: Journal;
  readonly payments: Payments;
  readonly reasons: Reasons;
  readonly roles: Roles;
  readonly names: Names;
}

export const invoices = command({
  name: 'invoices',
  access: 'look',
  arguments: { invoice: invoice({}) },
  menus: [],
  run: (needs: InvoiceNeeds, turn, { invoice: number }, { text, place }) =>
    withAnyWallet(needs, turn, found =>
      number === undefined ? showList(needs, turn, found, { text, place }) : showOne(needs, turn, found, number),
    ),
});

/** The newest first. */
async function showList(
  needs: InvoiceNeeds,
  { speech }: Turn,
  { wallet, terms }: OpenWallet,
  { text, place }: { readonly text: string; readonly place: string },
): Promise<Reply> {
  const bought = wallet.pool.lots
    .filter(lot => lot.invoice !== null)
    .toSorted((one, other) => (other.invoice ?? 0) - (one.invoice ?? 0));
  const page = pageAfter(bought, place, { size: pageSize, keyOf: lot => String(lot.invoice) });
  const lines = await Promise.all(page.items.map(async lot => ({ lot, invoice: await invoiceOf(needs, lot) })));
  return { card: invoicesView(speech, { ...page, items: lines }, { text, terms, now: needs.clock.now() }) };
}

async function showOne(needs: InvoiceNeeds, turn: Turn, { wallet, terms }: OpenWallet, number: number): Promise<Reply> {
  const lot = wallet.pool.lots.find(one => one.invoice === number);
  if (lot === undefined) return { card: noInvoiceView(turn.speech, number) };
  const purchase = await knownPurchase(needs, wallet, lot);
  const mayMove = await mayMoveMoney(needs, turn);
  const mayEmail = (await mailableAddresses(needs)).length > 0;
  const about = { terms, now: needs.clock.now(), mayMoveMoney: mayMove, mayEmail };
  return { card: purchaseView(turn.speech, purchase, about) };
}

async function knownPurchase(needs: InvoiceNeeds, { pool }: Wallet, lot: Lot): Promise<KnownPurchase> {
  const asked = lot.payment === null ? undefined : await needs.ledger.entry(lot.payment);
  return {
    lot,
    invoice: await invoiceOf(needs, lot),
    payment:
      asked?.kind === 'payment-requested'
        ? { purpose: asked.facts.purpose, method: await labeledMethod(needs.payments, asked.facts.method) }
        : undefined,
    by: await nameOfActor(needs, asked?.seq ?? lot.seq),
    givenBack: await givenBackOf(needs, pool, lot),
    corrections: correctionsOf(pool).flatMap(one => (one.lot.id === lot.id ? [one.number] : [])),
    hasReversible: reversibleReturnsOf(pool, lot).length > 0,
  };
}

/** The parts of a lot that were given back, each with the reason that was written for it. */
async function givenBackOf(
  { ledger, reasons }: Pick<InvoiceNeeds, 'ledger' | 'reasons'>,
  { reductions }: Pool,
  lot: Lot,
): Promise<readonly GivenBack[]> {
  const written = await reasons.ofLot(lot.id);
  // A reversed purchase never was, so that its reversal dates back to it.
  const recordedAt = async ({ id, at }: Reduction): Promise<Instant> => {
    const entry = await ledger.entry(id);
    return entry === undefined ? at : instantOf(entry);
  };
  const parts = await Promise.all(
    reductions
      .filter(({ lotId }) => lotId === lot.id)
      .map(async one => ({ at: await recordedAt(one), amount: one.amount, reason: written.get(one.id) ?? '' })),
  );
  return parts.toSorted((one, other) => one.at - other.at);
}
