import { z } from 'zod';
import {
  addDays,
  alertKinds,
  startOfDay,
  type AlertKind,
  type Day,
  type Digest,
  type Instant,
  type TimeZone,
} from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';

const wide = z.codec(z.string().regex(/^-?\d{1,30}$/), z.bigint(), { decode: BigInt, encode: String });

const days = z.object({ first: z.string(), last: z.string() });

const line = z.object({ key: z.string().nullable(), label: z.string(), cost: wide, usual: wide });

const group = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('department'), name: z.string() }),
  z.object({ kind: z.enum(['none', 'unknown', 'erased']) }),
]);

const openKind = z.object({ kind: z.enum(Object.keys(alertKinds) as [AlertKind, ...AlertKind[]]), since: z.int() });

/** Kinds that only a later version knows are left out: a digest that it told is still the one that was told. */
const openKinds = z.codec(z.array(z.looseObject({ kind: z.string() })), z.array(openKind).readonly(), {
  decode: kept => kept.filter(({ kind }) => Object.hasOwn(alertKinds, kind)) as z.infer<typeof openKind>[],
  encode: kinds => [...kinds],
});

const shape: z.ZodType<Digest> = z.object({
  ...{ week: days, at: z.int(), currency: z.string(), cost: wide, calls: z.int(), callers: z.int() },
  firstDay: z.string().nullable(),
  usual: z.object({ cost: wide, weeks: z.int() }).nullable(),
  destinations: z.array(line).readonly(),
  people: z.object({ count: z.int(), more: wide }),
  // An earlier version kept none.
  departments: z
    .array(z.object({ group: group.nullable().catch(null), cost: wide }))
    .readonly()
    .default([]),
  credits: z
    .object({
      balance: z.int(),
      runsOut: z.object({ at: z.int(), earliest: z.int(), latest: z.int().nullable() }).nullable(),
      ...{ isUsed: z.boolean(), isRecharged: z.boolean() },
      expiring: z.array(z.object({ at: z.int(), amount: z.int() })).readonly(),
    })
    .nullable(),
  budgets: z
    .array(z.object({ label: z.string().nullable(), spent: wide, amount: z.int(), percent: z.number() }))
    .readonly(),
  open: openKinds,
  checks: z
    .object({
      last: z.int().nullable(),
      weeks: z
        .array(z.object({ week: days, shown: z.int().nullable(), difference: z.int(), left: z.int() }))
        .readonly(),
    })
    .nullable(),
  stalled: z.object({ until: z.int().nullable() }).nullable(),
});

const document = z.object({ digests: recordsOf(shape) });

const none = { digests: new Records<Digest>() };

/** For so many weeks a digest is kept: as long as its matter, after which no card of it is drawn again. */
const keptWeeks = 13;

/** The digests that were told: a card that is drawn again shows the figures of its week as they were told. */
export class KeptDigests {
  readonly #document: TypedDocument<z.infer<typeof document>, z.infer<typeof document>>;

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'digests', document, none);
  }

  /** As it was told where clocks are those of that zone; undefined where it was not, or is not kept any more. */
  async find(monday: Day, timeZone: TimeZone): Promise<Digest | undefined> {
    return (await this.#document.readIntact()).digests.get(idOf(monday, timeZone));
  }

  /** Keeps what is told first: whoever tells it at the same moment tells the same. */
  async keep(monday: Day, timeZone: TimeZone, digest: Digest): Promise<Digest> {
    const id = idOf(monday, timeZone);
    const oldest = addDays(monday, -7 * keptWeeks);
    const { digests } = await this.#document.change(before =>
      before.digests.get(id) === undefined
        ? { digests: before.digests.with(id, digest).without(one => one.id < oldest) }
        : before,
    );
    return digests.get(id) ?? digest;
  }

  /** As if none had been told: a sandbox begins anew. */
  reset(): Promise<void> {
    return this.#document.clear();
  }

  /** Forgets where calls went, and whose departments made them, that began before an instant, since those were erased (L10). */
  async eraseBefore(before: Instant, timeZone: TimeZone): Promise<void> {
    await this.#document.change(kept => {
      const erased = Object.entries(kept.digests.toObject()).filter(
        ([, { week, destinations, departments }]) =>
          destinations.length + departments.length > 0 && startOfDay(week.first, timeZone) < before,
      );
      return erased.length === 0
        ? kept
        : {
            digests: kept.digests.withAll(
              erased.map(([id, one]) => [id, { ...one, destinations: [], departments: [] }]),
            ),
          };
    });
  }
}

const idOf = (monday: Day, timeZone: TimeZone): string => `${monday} ${timeZone}`;
