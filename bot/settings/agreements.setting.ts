import { err, formAmount, ok, typedReference, type Currency, type Micros, type Result } from '../../core/index.ts';
import { cut } from '../../cards/escape.ts';
import { amountText } from '../chat/refusal-words.view.ts';
import type { Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import { useKey, type AgreementUse } from '../funds/agreement-use.ts';
import {
  agreementsChoice,
  agreementsIn,
  countOfAgreements,
  longestNumber,
  mostAgreements,
  storedAgreements,
  type Agreement,
} from '../tenant/agreements.ts';
import { partAt, withAgreement, withoutPart, withPurchaseOrder, type PartOfAgreements } from './agreement-parts.ts';
import { agreementsBody, partBody } from './agreements.view.ts';
import { choiceSetting, type ChoiceNeeds } from './choice-setting.ts';
import type { ByField } from './setting.ts';

/** What listing agreements needs. */
export interface AgreementNeeds extends ChoiceNeeds {
  readonly agreementUse: AgreementUse;
}

/** Enterprise Agreements and the purchase orders under them, to choose from at an order. */
export const agreements = choiceSetting<AgreementNeeds>({
  ...{ name: agreementsChoice, group: 'money' },
  ...{ needsBook: true, isKeptBack: true, isReadable: true, staysOpen: true },
  shown: async ({ ledger }, { speech }, value) => {
    if ((await ledger.terms()) === undefined) return undefined;
    const listed = agreementsIn(value);
    if (listed.length === 0) return speech.say('setting.agreements.none');
    const purchaseOrders = countOfAgreements(listed) - listed.length;
    return [
      speech.say('setting.agreements.count', { count: speech.number(listed.length) }),
      ...(purchaseOrders === 0
        ? []
        : [speech.say('setting.agreements.countOfOrders', { count: speech.number(purchaseOrders) })]),
    ].join(speech.say('list.comma'));
  },
  body: async ({ ledger, agreementUse }, { speech }, { value, opened }, wrong) => {
    const listed = agreementsIn(value);
    const read = await ledger.read();
    const currency = (await ledger.terms())?.currency ?? 'USD';
    const part = opened.mayChange ? partAt(listed, opened.place) : undefined;
    if (part !== undefined)
      return partBody(speech, { ...part, currency, listed, typed: typedOf(part, currency), wrong });
    const used = read.ok ? await agreementUse.of(read.value.wallet) : new Map<string, Micros>();
    return agreementsBody(speech, {
      ...{ listed, currency, mayChange: opened.mayChange },
      used: (number, purchaseOrder) => used.get(useKey(number, purchaseOrder)) ?? 0,
    });
  },
  read: async ({ ledger }, turn, { was, typed }) => {
    const listed = agreementsIn(was);
    if (typed['remove'] !== undefined) return ok({ is: storedAgreements(withoutPart(listed, typed['remove'])) });
    const part = partAt(listed, typed['place'] ?? '');
    // A place that a card of another time names: nothing is changed.
    if (part === undefined) return ok({ is: was });
    const read = readPart(turn, part, { listed, typed, currency: (await ledger.terms())?.currency ?? 'USD' });
    return read.ok ? ok({ is: storedAgreements(read.value) }) : read;
  },
});

/** What stands in a part's form. */
function typedOf({ kind, agreement, purchaseOrder }: PartOfAgreements, currency: Currency): ByField {
  const amount = (kind === 'agreement' ? agreement : purchaseOrder)?.amount ?? null;
  return {
    number: (kind === 'agreement' ? agreement : purchaseOrder)?.number ?? '',
    label: agreement?.label ?? '',
    amount: amount === null ? '' : formAmount(amount, currency),
  };
}

/** The list with what a part's form says, or what is wrong with it by field. */
function readPart(
  turn: Turn,
  part: PartOfAgreements,
  {
    listed,
    typed,
    currency,
  }: { readonly listed: readonly Agreement[]; readonly typed: ByField; readonly currency: Currency },
): Result<readonly Agreement[], ByField> {
  const number = numberIn(turn, typed['number'] ?? '');
  const amount = amountIn(turn, typed['amount'] ?? '', currency);
  const label = typedReference(typed['label'] ?? '');
  const errors = {
    ...(!number.ok && { number: number.refusal }),
    ...(!amount.ok && { amount: amount.refusal }),
    ...(label.length > longestNumber && { label: tooLong(turn) }),
  };
  if (!number.ok || !amount.ok || Object.keys(errors).length > 0) return err(errors);
  const said = { number: number.value, amount: amount.value };
  const changed =
    part.kind === 'agreement'
      ? withAgreement(listed, part.agreement, { ...said, label })
      : withPurchaseOrder(listed, part, {
          ...said,
          of: typed['of'] ?? part.agreement?.number ?? listed[0]?.number ?? '',
        });
  if (changed === undefined) return err({ number: turn.speech.say('setting.agreements.known') });
  if (countOfAgreements(changed) > Math.max(mostAgreements, countOfAgreements(listed)))
    return err({ number: turn.speech.say('setting.agreements.many', { most: turn.speech.number(mostAgreements) }) });
  return ok(changed);
}

const tooLong = ({ speech }: Turn): string =>
  speech.say('setting.agreements.tooLong', { most: speech.number(longestNumber) });

function numberIn(turn: Turn, typed: string): Result<string, string> {
  const number = typedReference(typed);
  if (number === '') return err(turn.speech.say('setting.agreements.noNumber'));
  return number.length > longestNumber ? err(tooLong(turn)) : ok(number);
}

/** Null where nothing was typed. */
function amountIn(turn: Turn, typed: string, currency: Currency): Result<Micros | null, string> {
  if (typed.trim() === '') return ok(null);
  const read = typedAmount(turn, typed, currency);
  if (!read.ok) return err(amountText(turn.speech, read.refusal, cut(typed), currency));
  return read.value > 0 ? ok(read.value) : err(turn.speech.say('refuse.amount-not-positive'));
}
