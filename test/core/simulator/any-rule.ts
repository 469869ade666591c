import { microsPerUnit, type Micros, type Rule } from '../../../core/index.ts';

/** A rule that makes sense, under that cap. */
export const anyRule = (random: () => number, monthlyCap: Micros | null): Rule => ({
  rechargeWith: anyUnits(random, 50, 100),
  isOn: random() < 0.9,
  trigger: anyUnits(random, 5, 120),
  monthlyCap,
  ...(random() < 0.3 && { upTo: anyUnits(random, 121, 250) }),
  ...(random() < 0.3 && { includesTrigger: true }),
});

/** So many whole units: from the first number to before the second. */
export const anyUnits = (random: () => number, from: number, to: number): Micros =>
  (from + Math.floor(random() * (to - from))) * microsPerUnit;
