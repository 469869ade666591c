import { neverOpens, unreachable, type Entry, type PaymentMethod, type Reconciled } from '../../core/index.ts';
import { methodText, reasonText, whyText } from '../chat/money-words.view.ts';
import { isMethodProposal, proposalText, type ProposalFacts } from '../chat/proposal-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { LabeledMethod } from '../funds/labeled-method.ts';

/** An entry of the journal in a line. */
export function entryText(
  speech: Speech,
  entry: Entry,
  {
    currency,
    mode,
    methods,
  }: Pick<ProposalFacts, 'currency' | 'mode'> & { readonly methods: readonly LabeledMethod[] },
): string {
  const money = (amount: number): string => speech.money(amount, currency);
  switch (entry.kind) {
    case 'wallet-opened':
      return speech.say('entry.wallet-opened', { currency: entry.facts.currency, timeZone: entry.facts.timeZone });
    case 'credits-bought':
    case 'payment-settled':
      return speech.say(`entry.${entry.kind}`, {
        amount: money(entry.facts.lot.amount),
        invoice: entry.facts.invoice.number,
      });
    case 'payment-requested':
      return speech.say(`entry.payment-requested.${entry.facts.purpose}`, { amount: money(entry.facts.amount) });
    case 'payment-declined':
      return speech.say('entry.payment-declined', { reason: reasonText(speech, entry.facts.reason) });
    case 'payment-left-unknown':
      return speech.say(entry.facts.reopens === true ? 'entry.payment-reopened' : 'entry.payment-left-unknown');
    case 'clock-moved':
      return speech.say('entry.clock-moved');
    case 'call-drawn':
      return speech.say('entry.call-drawn', {
        date: speech.dateTime(entry.facts.start),
        amount: money(entry.facts.cost),
      });
    case 'call-reversed':
      return speech.say('entry.call-reversed', {
        date: speech.dateTime(entry.facts.start),
        amount: money((entry.facts.was?.cost ?? 0) - entry.facts.cost),
      });
    case 'questions-answered':
      return speech.say(`entry.questions-answered.${entry.facts.verdict}`, { count: entry.facts.rows.length });
    case 'credits-refunded':
    case 'charge-back-reversed':
    case 'return-reversed':
    case 'purchase-reversed':
      return speech.say(`entry.${entry.kind}`, { amount: money(entry.facts.amount), invoice: entry.facts.ofInvoice });
    case 'credits-charged-back':
      return speech.say('entry.credits-charged-back', {
        amount: money(entry.facts.amount),
        invoice: entry.facts.ofInvoice,
        spent: money(entry.facts.spent),
      });
    case 'balance-reconciled':
      return speech.say('entry.balance-reconciled', {
        stated: money(entry.facts.stated),
        difference: differenceText(speech, entry.facts, money),
      });
    case 'reconciliation-reversed':
      return speech.say('entry.reconciliation-reversed');
    case 'lots-expired': {
      const expired = entry.postings
        .filter(posting => posting.account === 'expired')
        .reduce((sum, posting) => sum + posting.amount, 0);
      return expired === 0
        ? speech.say('entry.lots-expired-empty')
        : speech.say('entry.lots-expired', { amount: money(expired) });
    }
    case 'rows-erased':
      return speech.say('entry.rows-erased', { date: speech.date(entry.facts.before) });
    case 'rule-set':
      return entry.facts.isOn
        ? speech.say(entry.facts.upTo === undefined ? 'entry.rule-set.on' : 'entry.rule-set.upTo', {
            amount: money(entry.facts.upTo ?? entry.facts.rechargeWith),
            trigger: money(entry.facts.trigger),
          })
        : speech.say('entry.rule-set.off');
    case 'payment-method-set':
      return speech.say('entry.payment-method-set', {
        method: methodText(speech, labeled(entry.facts.method, methods)),
      });
    case 'backup-method-set':
      return entry.facts.method === null
        ? speech.say('entry.backup-method-set.none')
        : speech.say('entry.backup-method-set', { method: methodText(speech, labeled(entry.facts.method, methods)) });
    case 'payment-linked':
      return speech.say('entry.payment-linked');
    case 'payment-cancelled':
      return speech.say(`entry.payment-cancelled.${entry.facts.reason}`);
    case 'mode-adopted':
      return speech.say('entry.mode-adopted', { mode: speech.say(`mode.${entry.facts.mode}`) });
    case 'opening-moved':
      return speech.say(entry.facts.opensAt === neverOpens ? 'entry.credits-ended' : 'entry.credits-begun');
    case 'thresholds-set':
      return entry.facts.thresholds.length === 0
        ? speech.say('entry.thresholds-set.none')
        : speech.say('entry.thresholds-set', {
            amounts: entry.facts.thresholds.map(money).join(speech.say('list.comma')),
          });
    case 'approval-limit-set':
      return entry.facts.limit === null
        ? speech.say('entry.approval-limit-set.off')
        : speech.say('entry.approval-limit-set', { limit: money(entry.facts.limit) });
    case 'approval-asked': {
      const { proposal: proposed } = entry.facts;
      return speech.say('entry.approval-asked', {
        proposal: proposalText(speech, proposed, {
          currency,
          mode,
          method: isMethodProposal(proposed) ? labeled(proposed.method, methods) : undefined,
        }),
      });
    }
    case 'approval-granted':
    case 'approval-declined':
    case 'approval-withdrawn':
    case 'approval-expired':
      return speech.say(`entry.${entry.kind}`);
    case 'recharge-evaluated':
      return speech.say('entry.recharge-evaluated', { why: whyText(speech, entry.facts, currency) });
    case 'alert-raised':
    case 'alert-ended':
      return speech.say(`entry.${entry.kind}`, { alert: speech.say(`alert.${entry.facts.alert}`) });
    default:
      return unreachable(entry);
  }
}

const labeled = (method: PaymentMethod, methods: readonly LabeledMethod[]): LabeledMethod =>
  methods.find(one => one.method === method) ?? { method, label: undefined };

/** What a reconciliation found, in words. */
function differenceText(
  speech: Speech,
  { reason, difference }: Pick<Reconciled, 'reason' | 'difference'>,
  money: (amount: number) => string,
): string {
  switch (reason) {
    case 'agrees':
      return speech.say('entry.balance-reconciled.agrees');
    case 'usage-not-seen':
      return speech.say('entry.balance-reconciled.usage', { amount: money(difference) });
    case 'credits-not-known':
      return speech.say('entry.balance-reconciled.credits', { amount: money(-difference) });
    default:
      return unreachable(reason);
  }
}
