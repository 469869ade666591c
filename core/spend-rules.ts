/** Strange calls of a weight at least, so many within so many days, that cost so many units (about dollars) and parts of a usual week. */
export interface SpendRule {
  readonly severity: 'unusual-spend' | 'fraud-suspected';
  readonly weight: number;
  readonly calls: number;
  readonly days: number;
  readonly units: number;
  readonly weeks: number;
}

const unusual = { severity: 'unusual-spend' } as const;

/** What is told, the worst first: what comes at once sooner than what comes slowly, since a new customer is slow too (L17). */
export const spendRules: readonly SpendRule[] = [
  { severity: 'fraud-suspected', weight: 4, calls: 3, days: 7, units: 4, weeks: 0.25 },
  { ...unusual, weight: 5, calls: 1, days: 7, units: 3, weeks: 0.5 },
  { ...unusual, weight: 4, calls: 2, days: 7, units: 5, weeks: 0.5 },
  { ...unusual, weight: 4, calls: 1, days: 7, units: 8, weeks: 0.75 },
  { ...unusual, weight: 3, calls: 2, days: 2, units: 7, weeks: 0.75 },
  { ...unusual, weight: 3, calls: 1, days: 2, units: 20, weeks: 1 },
  { ...unusual, weight: 3, calls: 3, days: 28, units: 18, weeks: 1 },
  { ...unusual, weight: 2, calls: 4, days: 2, units: 12, weeks: 1.25 },
  { ...unusual, weight: 2, calls: 6, days: 28, units: 15, weeks: 1.5 },
  { ...unusual, weight: 1, calls: 1, days: 2, units: 150, weeks: 5 },
];
