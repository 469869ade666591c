/** What happened in a year that was lived. */
export interface YearReport {
  readonly entries: number;
  readonly calls: number;
  readonly charges: number;
  readonly declines: number;
  readonly unknown: number;
  /** Of payments that had needed the card holder, and of others that had been declined. */
  readonly paidLater: number;
  readonly overturned: number;
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
