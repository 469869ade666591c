import { z } from 'zod';
import {
  balanceOf,
  dayOf,
  hourMs,
  hoursOfWeek,
  lastDays,
  lateSince,
  leastTold,
  roundedToCurrency,
  seenWith,
  startsOfDays,
  unusualOf,
  watchedDays,
  type AlertKind,
  type DayRange,
  type Instant,
  type Matter,
  type Stage,
  type Terms,
  type UnusualSpend,
  type Wallet,
} from '../../core/index.ts';
import type { KeptDirectory } from '../licenses/kept-directory.ts';
import type { Documents, Rows } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { TypedDocument } from '../work/typed-document.ts';
import { HeldCalls } from './held-calls.ts';
import { inWallet } from './in-wallet.ts';
import { KnownSpend } from './known-spend.ts';
import { readOrganizationHabits } from './organization-habits.ts';
import { spendOfEach } from './person-spend.ts';
import type { Watcher } from './watcher.ts';
import { giveWay } from '../work/give-way.ts';

export interface SpendWatcherNeeds {
  readonly ledger: Pick<Ledger, 'read'>;
  readonly rows: Pick<Rows, 'usage' | 'usageByDay' | 'ranked' | 'callsOf' | 'calls'>;
  readonly documents: Documents;
  readonly keptDirectory: Pick<KeptDirectory, 'read'>;
  /** Where there are very many calls a look takes long: it throws when the program stops. */
  readonly stopping: AbortSignal;
}

const kinds: readonly AlertKind[] = ['unusual-spend', 'fraud-suspected'];

const seenShape = z.array(z.object({ lookedAt: z.int(), until: z.int() })).readonly();

/** So many people are looked at together, with about so many calls in the days that are judged, and three times as many in all that are read. */
const room = { people: 2000, calls: 200_000 } as const;

/** The minimum of an order is worth about so many dollars in any currency (L9). */
const dollarsOfMinimum = 50;

/** Says whose calls are unusual, or look like fraud (L17). */
export function spendWatcher(needs: SpendWatcherNeeds): Watcher {
  const known = new KnownSpend();
  return {
    name: 'spend',
    kinds,
    look: ({ at, before }) =>
      inWallet(needs.ledger, async ({ wallet, terms }) => {
        const mine = before.filter(({ alert }) => kinds.includes(alert.kind));
        const told = new Map(mine.map(one => [one.alert.about, one]));
        await lookAgain(needs, known, { at, terms, told, erasedBefore: wallet.erasedBefore });
        const found = known
          .findings()
          .map(([person, finding]) => stageOf(person, finding, { at, wallet, terms, told: told.get(aboutOf(person)) }));
        const unseen = mine.filter(({ alert: { person = '' } }) => known.isUnseen(person)).map(standingOf);
        return [...found, ...unseen];
      }),
  };
}

interface Look {
  readonly at: Instant;
  readonly terms: Terms;
  /** The matters that stand, by what they are about. */
  readonly told: ReadonlyMap<string | undefined, Matter>;
  /** Calls from before then are nobody's, also while they are still to be blanked (L10). */
  readonly erasedBefore: Instant | undefined;
}

/** Looks at whoever has other calls than at the last look, and at whoever something is told of: that may be over by now. */
async function lookAgain(
  { rows, documents, keptDirectory, stopping }: SpendWatcherNeeds,
  known: KnownSpend,
  { at, terms, told, erasedBefore = -Infinity }: Look,
): Promise<void> {
  const { timeZone, minimum } = terms;
  const unit = Math.max(1, Math.round(minimum / dollarsOfMinimum));
  const days = lastDays(watchedDays, dayOf(at, timeZone));
  const sums = await rows.usage({ days });
  const news = `${Math.floor(at / hourMs)} ${sums.calls} ${sums.seconds} ${sums.cost} ${erasedBefore}`;
  if (known.isComplete(news)) return;
  const late = await lateCalls({ rows, documents }, { days, at });
  const { habits, spending } = await readOrganizationHabits(rows, { at, timeZone });
  const due = known.due(await spendOfEach(keptDirectory, spending), {
    ...{ news, least: leastTold(habits.people) * unit, room },
    isTold: person => told.has(aboutOf(person)),
  });
  const starts = [...startsOfDays(watchedDays, at, timeZone), at + 1];
  const hourOf = hoursOfWeek(timeZone, { from: starts[0] ?? at, to: at });
  const calls = await readCalls(
    { rows, stopping },
    due.people.flatMap(({ keys }) => keys),
    starts,
  );
  for (const usage of due.people) {
    const person = usage.key ?? '';
    const look = { at, hourOf, unit, organization: habits, isStanding: told.has(aboutOf(person)), lateSince: late };
    const own = usage.keys.flatMap(key => calls.of(key));
    const kept = own.filter(({ start }) => start >= erasedBefore);
    known.keep(usage, news, unusualOf(kept, look));
    // A store in this process answers without letting anybody else have a turn.
    await giveWay();
    stopping.throwIfAborted();
  }
  if (due.isAll) known.complete(news);
}

/** From when on calls came in late, by what this look and those before have seen, in whatever process. */
async function lateCalls(
  { rows, documents }: Pick<SpendWatcherNeeds, 'rows' | 'documents'>,
  { days, at }: { readonly days: DayRange; readonly at: Instant },
): Promise<Instant | undefined> {
  const [last] = (await rows.calls({ days, limit: 1 })).calls;
  const kept = new TypedDocument(documents, 'calls-seen', seenShape, []);
  const before = await kept.readIntact();
  if (last !== undefined) {
    const now = seenWith(before, { lookedAt: at, until: last.row.start });
    if (JSON.stringify(now) !== JSON.stringify(before)) await kept.write(now);
  }
  return lateSince(before, at);
}

/** The calls of some people, day by day: one day of everybody's is read at a time. */
async function readCalls(
  { rows, stopping }: { readonly rows: Pick<Rows, 'callsOf'>; readonly stopping: AbortSignal },
  people: readonly string[],
  starts: readonly Instant[],
): Promise<HeldCalls> {
  const held = new HeldCalls();
  if (people.length === 0) return held;
  for (const [index, to] of starts.entries()) {
    const from = starts[index - 1];
    if (from === undefined) continue;
    stopping.throwIfAborted();
    for (const call of await rows.callsOf({ people, window: { from, to } })) held.add(call);
    await giveWay();
  }
  return held;
}

/** Calls of nobody known, such as those of auto attendants, are a matter too. */
const aboutOf = (person: string): string => (person === '' ? 'unknown' : person);

/** It is told anew when it has become so many times what was told. */
const timesMore = 4;

/** What is told stands as it is. */
const standingOf = ({ key, alert }: Matter): Stage => ({ key, alert, isBeingMended: false });

/** What is told of one person: anew when it has become fraud, or four times as much; until then as it was told. */
function stageOf(
  person: string,
  { severity, amount, reasons }: UnusualSpend,
  {
    at,
    wallet,
    terms,
    told,
  }: Pick<Look, 'at' | 'terms'> & { readonly wallet: Wallet; readonly told: Matter | undefined },
): Stage {
  const about = aboutOf(person);
  const { currency } = terms;
  const rounded = roundedToCurrency(amount, currency);
  if (told?.alert.kind === severity && rounded < timesMore * (told.alert.amount ?? 0)) return standingOf(told);
  const facts = { at, currency, balance: balanceOf(wallet.pool, at), amount: rounded };
  const alert = { kind: severity, ...facts, about, ...(person !== '' && { person }), reasons };
  return { key: `${severity} ${about} ${rounded}`, alert, isBeingMended: false };
}
