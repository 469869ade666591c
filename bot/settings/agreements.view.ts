import type { Currency, Micros } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import type { Agreement, PurchaseOrder } from '../tenant/agreements.ts';
import type { PartOfAgreements } from './agreement-parts.ts';
import { formFields, type SettingBody } from './setting-form.view.ts';
import type { ByField, Wrong } from './setting.ts';

/** Every agreement with its purchase orders, and what is used up of each. */
export function agreementsBody(
  speech: Speech,
  shown: {
    readonly listed: readonly Agreement[];
    /** What was bought under an agreement, or under one of its purchase orders. */
    readonly used: (number: string, purchaseOrder?: string) => Micros;
    readonly currency: Currency;
    readonly mayChange: boolean;
  },
): SettingBody {
  const { listed, used, currency, mayChange } = shown;
  return {
    text: speech.say('setting.about.agreements'),
    ...{ isFixed: true, isReadOnly: !mayChange },
    lines: listed.length === 0 ? [{ text: speech.say('setting.agreements.noneYet') }] : [],
    parts: listed.flatMap((agreement, index) => [
      {
        name: agreement.label === '' ? agreement.number : `${agreement.label} · ${agreement.number}`,
        about: usedText(speech, agreement, used(agreement.number), currency),
        ...(mayChange && { place: String(index) }),
      },
      ...agreement.purchaseOrders.map((order, at) => ({
        name: speech.say('setting.agreements.order', { number: order.number, agreement: agreement.number }),
        about: usedText(speech, order, used(agreement.number, order.number), currency),
        ...(mayChange && { place: `${index}.${at}` }),
      })),
    ]),
    adds: mayChange
      ? [
          { title: speech.say('setting.agreements.add'), place: 'new' },
          ...(listed.length === 0 ? [] : [{ title: speech.say('setting.agreements.addOrder'), place: 'new-order' }]),
        ]
      : [],
  };
}

/** What was bought under one, and of how much where that is known. */
function usedText(speech: Speech, { amount }: PurchaseOrder, used: Micros, currency: Currency): string {
  const bought = speech.money(used, currency);
  if (amount === null) return speech.say('setting.agreements.used', { used: bought });
  const percent = speech.number(Math.floor((used / amount) * 100));
  return speech.say('setting.agreements.usedOf', { used: bought, amount: speech.money(amount, currency), percent });
}

/** The form of one of them, or of one to be added. */
export function partBody(
  speech: Speech,
  shown: PartOfAgreements & {
    readonly listed: readonly Agreement[];
    readonly currency: Currency;
    readonly typed: ByField;
    readonly wrong: Wrong | undefined;
  },
): SettingBody {
  const { kind, place, agreement, purchaseOrder, listed, currency, typed, wrong } = shown;
  const isOrder = kind === 'purchase-order';
  const isNew = isOrder ? purchaseOrder === undefined : agreement === undefined;
  const options = listed.map(({ number, label }) => ({
    title: label === '' ? number : `${label} · ${number}`,
    value: number,
  }));
  return {
    text: speech.say(isOrder ? 'setting.agreements.orderText' : 'setting.agreements.text'),
    part: { place, remove: isNew ? '' : place },
    ...formFields(
      [
        ...(isOrder && isNew ? [{ id: 'of', label: speech.say('setting.agreements.of'), options }] : []),
        { id: 'number', label: speech.say(isOrder ? 'setting.agreements.orderNumber' : 'setting.agreements.number') },
        ...(isOrder ? [] : [{ id: 'label', label: speech.say('setting.agreements.label') }]),
        { id: 'amount', label: speech.say('setting.agreements.amount', { currency }) },
      ],
      wrong ?? { typed: { ...typed, of: listed[0]?.number ?? '' }, errors: {} },
    ),
  };
}
