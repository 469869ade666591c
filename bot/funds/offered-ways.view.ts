import type { Currency, Micros } from '../../core/index.ts';
import { plain } from '../../cards/escape.ts';
import type { Choice } from '../../cards/frame.ts';
import { methodText } from '../chat/money-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { LabeledMethod } from './labeled-method.ts';
import { methodKey } from './method-key.view.ts';
import type { OfferedWay } from './offered-ways.ts';

/** Ways to pay, to choose one: what it is called, and what is left to be bought under it. */
export const wayChoices = (speech: Speech, ways: readonly OfferedWay[], currency: Currency): readonly Choice[] =>
  ways.map(way => ({ title: wayText(speech, way, currency), value: methodKey(way.method) }));

function wayText(speech: Speech, way: OfferedWay, currency: Currency): string {
  const { label = '', left = null } = way.listed ?? {};
  return [
    methodText(speech, way, plain),
    plain(label),
    left === null ? '' : speech.say('order.left', { amount: speech.money(Math.max(0, left), currency) }),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** That an order goes beyond what is left under its purchase order or agreement; '' where it does not. */
export function beyondText(
  speech: Speech,
  { listed, amount, currency }: Pick<OfferedWay, 'listed'> & { readonly amount: Micros; readonly currency: Currency },
): string {
  const left = listed?.left ?? null;
  if (left === null || amount <= left) return '';
  return speech.say('order.beyond', { left: speech.money(Math.max(0, left), currency) });
}

/** Whether a purchase order can be typed: where none is listed. */
export const isOrderTyped = (ways: readonly LabeledMethod[]): boolean =>
  ways.some(({ method }) => method.kind === 'agreement') &&
  ways.every(({ method }) => method.kind !== 'agreement' || method.purchaseOrder === null);
