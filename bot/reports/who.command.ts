import { dayOf, lastDays, monthOf, telephonyWith, type DayRange } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { text } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import type { Roles, Sight } from '../chat/roles.ts';
import { forOthers, nothingForOthers } from '../chat/shared-card.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { peopleNamed, readPeople, type PeopleNeeds } from '../licenses/people.ts';
import type { StoppedCalls } from '../licenses/stopped-calls.ts';
import type { Clock, Looks, Rows } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { leaversOf } from './whom.ts';
import { whichPersonView } from './whom.view.ts';
import { leaverView, whoView } from './who.view.ts';

interface WhoNeeds extends PeopleNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly rows: Rows;
  readonly roles: Roles;
  readonly looks: Looks;
  readonly stoppedCalls: StoppedCalls;
}

/** One person: what they may do on the phone, what they lack for it, and what they called this month. */
export const who = command({
  name: 'who',
  access: 'look',
  arguments: { person: text('person', { isRequired: true }) },
  menus: [],
  run: async (needs: WhoNeeds, { speech, person, mentions }, given): Promise<Reply> => {
    const known = await readPeople(needs);
    const { skus } = known;
    const named = peopleNamed(given.person, known, { mentions, asker: person.id }).people;
    const found = named.length === 1 ? await needs.keptDirectory.shown(named) : named;
    const [one] = found;
    if (one === undefined) {
      const left = await leaver(needs, { speech, person }, given.person);
      if (left !== undefined) return left;
    }
    if (one === undefined || found.length > 1)
      return {
        card: whichPersonView(speech, 'who', {
          typed: given.person,
          people: found.map(({ id, name, userPrincipalName }) => ({ key: id, name, address: userPrincipalName })),
        }),
      };
    const now = needs.clock.now();
    const sight = await needs.roles.sightOf(person.id);
    const days: DayRange = { first: `${monthOf(now, speech.timeZone)}-01`, last: dayOf(now, speech.timeZone) };
    const key = one.id.toLowerCase();
    const sums = sight.kind === 'whole' ? await needs.rows.usage({ days, of: { by: 'person', key } }) : undefined;
    if (sums !== undefined) await needs.looks.note({ who: person.id ?? '', whom: key, at: now, command: 'who' });
    const read = await needs.ledger.read();
    const facts = {
      ...{ skus, days },
      telephony: telephonyWith(skus)(one),
      mayAssign: (await needs.roles.check(person.id, 'licenses')).ok,
      currency: read.ok ? currencyOf(read.value.wallet) : 'USD',
    };
    const wish = await needs.stoppedCalls.of(one.id);
    const draw = (seen: Sight): Card =>
      whoView(speech, one, {
        ...facts,
        sight: seen,
        ...(seen === sight ? { sums, wish } : { sums: undefined, wish: undefined }),
      });
    return { card: draw(sight), ...forOthers(sight, draw) };
  },
});

/** Somebody who has called within a year, and is no longer in the directory; for whoever may see people. */
async function leaver(
  needs: WhoNeeds,
  { speech, person }: Pick<Turn, 'speech' | 'person'>,
  typed: string,
): Promise<Reply | undefined> {
  const { clock, rows, ledger, looks } = needs;
  const sight = await needs.roles.sightOf(person.id);
  if (sight.kind !== 'whole') return undefined;
  const now = clock.now();
  const days = lastDays(leftDays, dayOf(now, speech.timeZone));
  const left = await leaversOf(needs, typed, days);
  const [one] = left;
  if (one === undefined) return undefined;
  const shared = nothingForOthers(speech);
  if (left.length > 1) return { card: whichPersonView(speech, 'who', { typed, people: left }), ...shared };
  const sums = await rows.usage({ days, of: { by: 'person', key: one.key } });
  await looks.note({ who: person.id ?? '', whom: one.key ?? undefined, at: now, command: 'who' });
  const read = await ledger.read();
  const currency = read.ok ? currencyOf(read.value.wallet) : 'USD';
  return { card: leaverView(speech, one, { days, sums, currency }), ...shared };
}

/** So long back callers are looked for who have left since. */
const leftDays = 366;
