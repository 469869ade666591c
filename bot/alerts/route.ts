import { z } from 'zod';
import {
  alertKinds,
  dayMs,
  isQuiet,
  isTimeZone,
  quietUntil,
  type AlertKind,
  type Instant,
  type QuietHours,
  type Route,
} from '../../core/index.ts';

const kind = z.enum(Object.keys(alertKinds) as [AlertKind, ...AlertKind[]]);

const numbers = z.array(z.object({ first: z.int(), last: z.int() })).readonly();

const quiet = z.object({
  timeZone: z.string().refine(isTimeZone),
  intervals: z
    .array(
      z.object({
        times: z
          .array(z.object({ from: z.int(), to: z.int() }))
          .readonly()
          .exactOptional(),
        weekdays: numbers.exactOptional(),
        daysOfMonth: numbers.exactOptional(),
        months: numbers.exactOptional(),
        years: numbers.exactOptional(),
      }),
    )
    .readonly(),
});

/** What a conversation asked for, as it is kept. */
export const routeShape = z.object({
  kinds: z.union([z.literal('all'), z.literal('critical'), z.array(kind).readonly()]),
  /** Whether amounts may be seen there. */
  showsAmounts: z.boolean(),
  /** When nothing but what is critical is told. */
  quiet: quiet.exactOptional(),
  /** Whom a post mentions that calls people. */
  mentions: z
    .array(z.object({ kind: z.enum(['person', 'tag']), id: z.string(), name: z.string() }))
    .readonly()
    .exactOptional(),
  /** Whether what is told anew of a matter is a reply in the thread of its first post, where there are threads. */
  isThreaded: z.literal(true).exactOptional(),
});

/** What a conversation asked for. */
export type KeptRoute = z.infer<typeof routeShape>;

/** What an address or a program is told of: amounts are shown there. */
export const elsewhereShape = routeShape.pick({ kinds: true, quiet: true });

/** What an address or a program is told of, of what else is chosen for it. */
export const routeIn = ({ kinds, quiet: hours }: ElsewhereRoute): ElsewhereRoute => ({
  kinds,
  ...(hours !== undefined && { quiet: hours }),
});

/** What an address or a program is told of. */
export type ElsewhereRoute = z.infer<typeof elsewhereShape>;

/** What one gets that said nothing. */
export const usualRoute: KeptRoute = { kinds: 'all', showsAmounts: true };

/** Quiet hours that go on for longer than is looked ahead are looked at again after so long. */
const longestQuietMs = 366 * dayMs;

/** A route as core understands it. */
export const routeOf = ({ kinds, quiet: hours }: Pick<KeptRoute, 'kinds' | 'quiet'>): Route => ({
  kinds,
  quietUntil: at => (hours === undefined ? undefined : untilOf(hours, at)),
  ...(hours !== undefined && { timeZone: hours.timeZone }),
});

const untilOf = (hours: QuietHours, at: Instant): Instant | undefined =>
  isQuiet(hours, at) ? (quietUntil(hours, at) ?? at + longestQuietMs) : undefined;

/** The kinds that may be left out: what is critical is told whatever was asked for. */
export const choosableKinds = (Object.keys(alertKinds) as readonly AlertKind[]).filter(
  name => alertKinds[name].severity !== 'critical',
);

/** Those that are told to whoever says nothing of kinds. */
export const usualKinds = choosableKinds.filter(name => alertKinds[name].isOptional !== true);

/** Of some kinds the shortest way to say which. */
export function kindsOf(chosen: readonly AlertKind[]): KeptRoute['kinds'] {
  const left = choosableKinds.filter(name => chosen.includes(name));
  if (left.length === usualKinds.length && usualKinds.every(name => left.includes(name))) return 'all';
  return left.length === 0 ? 'critical' : left;
}
