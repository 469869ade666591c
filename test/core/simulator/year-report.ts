import type { Entry } from '../../../core/index.ts';

/** What happened in a year that was lived. */
export interface YearReport {
  readonly entries: number;
  /** The hash of the last entry, which no other year has. */
  readonly head: string;
  readonly calls: number;
  readonly charges: number;
  readonly declines: number;
  readonly unknown: number;
  /** Of payments that had needed the card holder, and of others that had been declined. */
  readonly paidLater: number;
  readonly overturned: number;
  /** Opened again after they had failed, taken back after they had settled, and won back. */
  readonly reopened: number;
  readonly takenBack: number;
  readonly wonBack: number;
  /** Unknown outcomes that a person told. */
  readonly byPerson: number;
  /** Charges that the gateway took another amount for, or in another currency, or refused as nobody was present. */
  readonly otherAmount: number;
  readonly otherCurrency: number;
  readonly unattended: number;
  readonly powerCuts: number;
  readonly refusedByClock: number;
  readonly alerts: number;
  /** What a second person agreed to. */
  readonly approved: number;
}

/** What is counted of entries, before there are any. */
export const noEntries = { unknown: 0, declines: 0, reopened: 0, takenBack: 0, wonBack: 0 };

/** What an entry counts as. */
export function countsOf({ kind, facts }: Entry): readonly (keyof typeof noEntries)[] {
  switch (kind) {
    case 'payment-left-unknown':
      return facts.reopens === true ? ['unknown', 'reopened'] : ['unknown'];
    case 'payment-declined':
      return ['declines'];
    case 'credits-charged-back':
      return ['takenBack'];
    case 'charge-back-reversed':
      return ['wonBack'];
    default:
      return [];
  }
}
