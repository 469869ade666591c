import { z } from 'zod';
import { dayMs, decimal, microsPerUnit, type Instant, type Micros } from '../../../core/index.ts';
import { contosoUsers, sku } from './contoso.ts';
import { guid, seeded } from './random.ts';

/** A call as the sandbox's tenant keeps it. */
export const sandboxCall = z.object({
  id: z.string(),
  start: z.int(),
  seconds: z.int(),
  charge: z.string(),
  capability: z.string(),
  user: z.string().nullable(),
  callee: z.string(),
  destination: z.string(),
});
export type SandboxCall = z.infer<typeof sandboxCall>;

/** What everything made up begins with. */
export const seed = 20_261_122;

const places: readonly (readonly [destination: string, prefix: string, centsPerMinute: number])[] = [
  ['United States', '+1206555', 1.3],
  ['Canada', '+1416555', 1.3],
  ['United Kingdom', '+44207946', 2.5],
  ['Germany', '+49305550', 3.1],
  ['Japan', '+8135550', 8.9],
  ['Zimbabwe', '+2634555', 39],
];

/** Ninety days of ordinary usage before the sandbox began: fewer calls at weekends, a good half paid by credits. */
export function pastCalls(until: Instant): readonly SandboxCall[] {
  const random = seeded(seed);
  const calls: SandboxCall[] = [];
  for (let day = 90; day >= 1; day -= 1) {
    const begin = until - day * dayMs;
    const isWeekend = [0, 6].includes(new Date(begin).getUTCDay());
    const count = isWeekend ? 3 : 8 + Math.floor(random() * 8);
    for (let index = 0; index < count; index += 1) {
      const capability = random() < 0.6 ? 'MCOPSTNPP' : random() < 0.7 ? 'MCOPSTN1' : 'MCOMEETADD';
      calls.push(aCall(random, begin + Math.floor(random() * dayMs), capability));
    }
  }
  return calls;
}

/** A call by somebody, to somewhere. */
export function aCall(random: () => number, start: Instant, capability: string): SandboxCall {
  const [destination, prefix, rate] = places[
    Math.min(Math.floor(-Math.log(1 - random()) * 1.3), places.length - 1)
  ] ?? ['United States', '+1206555', 1.3];
  const callers = contosoUsers.filter(user => user.userType === 'Member' && !user.skus.includes(sku.resource));
  const user = callers[Math.floor(random() * callers.length)];
  const seconds = 30 + Math.floor(random() * random() * 1800);
  const cents = Math.max(1, Math.round(Math.ceil(seconds / 60) * rate));
  return {
    id: guid(random),
    start,
    seconds,
    charge: capability === 'MCOPSTNPP' ? decimal(cents * (microsPerUnit / 100), 'USD') : '0.00',
    capability,
    user: random() < 0.08 ? null : (user?.id ?? null),
    callee: `${prefix}${String(Math.floor(random() * 10_000)).padStart(4, '0')}`,
    destination,
  };
}

/** As many parts, equal but for the last, that sum exactly. */
export function inParts(total: Micros, count: number): readonly Micros[] {
  const cent = microsPerUnit / 100;
  const part = Math.floor(total / count / cent) * cent;
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? total - part * (count - 1) : part));
}
