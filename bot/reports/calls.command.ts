import { z } from 'zod';
import { addDays, countDays, dayOf, lastDays, startOfDay, type DayRange, type UsageKey } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { regionCode } from '../../cards/regions.ts';
import { amount, text } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import { denied } from '../chat/refusal.view.ts';
import type { Roles, Sight } from '../chat/roles.ts';
import { forOthers, nothingForOthers } from '../chat/shared-card.ts';
import type { Reply } from '../chat/turn.ts';
import { country } from '../chat/typed-country.ts';
import { mostDays, range } from '../chat/typed-range.ts';
import type { KeptDirectory } from '../licenses/kept-directory.ts';
import type { CallPlace, Clock, Looks, Rows } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { callsView } from './calls.view.ts';
import { whomOf } from './whom.ts';
import { whichPersonView } from './whom.view.ts';

const pageLines = 10;

interface CallsNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly rows: Rows;
  readonly keptDirectory: KeptDirectory;
  readonly roles: Roles;
  readonly looks: Looks;
}

/** Calls, the newest first, in pages; each opens what became of it. */
export const calls = command({
  name: 'calls',
  access: 'look',
  arguments: {
    range,
    person: text('person', { mark: 'of' }),
    country: country({ mark: 'to' }),
    over: amount('amount', { mark: 'over' }),
  },
  menus: [],
  run: async (needs: CallsNeeds, { speech, person }, given, asked): Promise<Reply> => {
    const { clock, ledger, rows } = needs;
    const now = clock.now();
    const place = parsePlace(asked.place);
    const days = place?.days ?? given.range ?? lastDays(30, dayOf(now, speech.timeZone));
    const sight = await needs.roles.sightOf(person.id);
    // Whoever may not see who called may not ask for one person's calls either.
    if (given.person !== undefined && sight.kind !== 'whole') return denied(speech, sight.why);
    const whom = given.person === undefined ? undefined : await whomOf(needs, given.person, days, person.id);
    if (whom !== undefined && whom.length !== 1)
      return {
        card: whichPersonView(speech, 'calls', { typed: given.person ?? '', people: whom, days }),
        ...nothingForOthers(speech),
      };
    const destination = given.country === undefined ? undefined : await destinationIn(rows, days, given.country);
    const page =
      given.country !== undefined && destination === undefined
        ? { calls: [], next: undefined }
        : await rows.calls({
            days,
            limit: pageLines,
            after: place?.after,
            ...(whom?.[0] !== undefined && { person: whom[0].key }),
            ...(destination !== undefined && { destination }),
            ...(given.over !== undefined && { over: given.over }),
          });
    if (sight.kind === 'whole' && page.calls.length > 0)
      await needs.looks.note({ who: person.id ?? '', whom: whom?.[0]?.key ?? undefined, at: now, command: 'calls' });
    const read = await ledger.read();
    const draw = (seen: Sight): Card =>
      callsView(speech, page, {
        sight: seen,
        text: asked.text,
        isFirst: place === undefined,
        older: page.next === undefined ? undefined : placeText(days, page.next),
        currency: read.ok ? currencyOf(read.value.wallet) : 'USD',
        from: startOfDay(days.first, speech.timeZone),
        to: Math.min(startOfDay(addDays(days.last, 1), speech.timeZone) - 1, now),
        person: whom?.[0]?.name,
        country: given.country,
        over: given.over,
      });
    return { card: draw(sight), ...(whom === undefined ? forOthers(sight, draw) : nothingForOthers(speech)) };
  },
});

/** No log has more destinations. */
const mostDestinations = 1000;

/** What the log calls that country, if anybody has called it in these days. */
async function destinationIn(rows: Rows, days: DayRange, code: string): Promise<UsageKey | undefined> {
  const { lines } = await rows.ranked({ days, by: 'destination', top: mostDestinations });
  return lines.find(({ key }) => regionCode(key ?? '') === code)?.key;
}

const placeText = ({ first, last }: DayRange, { start, id }: CallPlace): string => `${first} ${last} ${start} ${id}`;

/** The days and the call that a page begins after; undefined for the first page, and for what is no place. */
function parsePlace(typed: string): { readonly days: DayRange; readonly after: CallPlace } | undefined {
  const [, first = '', last = '', start, id = ''] =
    /^(\d{4}-\d\d-\d\d) (\d{4}-\d\d-\d\d) (\d{1,15}) ([\da-f-]{36})$/.exec(typed) ?? [];
  if (start === undefined || !isDay(first) || !isDay(last) || first > last || countDays({ first, last }) > mostDays)
    return undefined;
  return { days: { first, last }, after: { start: Number(start), id } };
}

const isDay = (day: string): boolean => z.iso.date().safeParse(day).success && day >= '2000-01-01';
