import { dayMs, whoLacks } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { oneOf } from '../chat/argument-kinds.ts';
import { command, type AskedPage } from '../chat/command.ts';
import { pageAfter } from '../chat/list-page.ts';
import type { Roles, Sight } from '../chat/roles.ts';
import { forOthers } from '../chat/shared-card.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { BlockedUser, BlockedUsers, Clock, Log, Looks } from '../ports/index.ts';
import type { Assignments } from './assignments.ts';
import { licensesView, whoLacksView } from './licenses.view.ts';
import { readPeople, readPeopleShowing, type PeopleNeeds } from './people.ts';

interface LicensesNeeds extends PeopleNeeds {
  readonly clock: Clock;
  readonly log: Log;
  readonly assignments: Assignments;
  readonly blockedUsers: BlockedUsers | undefined;
  readonly roles: Roles;
  readonly looks: Looks;
}

const blockedDays = 28;
const shownBlocked = 5;
const pageLines = 10;

/** Who can call and who cannot, what became of the last licenses given, and whom Microsoft has blocked; or who lacks something. */
export const licenses = command({
  name: 'licenses',
  access: 'look',
  arguments: { missing: oneOf('missing', ['missing'], {}) },
  run: (needs: LicensesNeeds, turn, given, asked) =>
    given.missing === undefined ? overview(needs, turn) : whoIsMissing(needs, turn, asked),
});

async function overview(needs: LicensesNeeds, turn: Turn): Promise<Reply> {
  const { person } = turn;
  const { people, skus, asOf, leftOut } = await readPeople(needs);
  const steps = ['licenses', 'credits'] as const;
  const read = await Promise.all(steps.map(async step => ({ step, run: await needs.assignments.read(step) })));
  const runs = read.flatMap(({ step, run }) => (run === undefined ? [] : [{ step, run }]));
  const sight = await needs.roles.sightOf(person.id);
  const blocked = await recentlyBlocked(needs);
  if (blocked.length > 0 || runs.some(({ run }) => run.failed.length > 0)) await noteLook(needs, turn, sight);
  const mayAssign = (await needs.roles.check(person.id, 'licenses')).ok;
  const facts = { people, skus, asOf, leftOut, now: needs.clock.now(), runs, blocked, mayAssign };
  const draw = (seen: Sight): Card => licensesView(turn.speech, { ...facts, sight: seen });
  return { card: draw(sight), ...forOthers(sight, draw) };
}

async function whoIsMissing(needs: LicensesNeeds, turn: Turn, { text, place }: AskedPage): Promise<Reply> {
  const sight = await needs.roles.sightOf(turn.person.id);
  const pageOf = (all: Parameters<typeof whoLacks>) =>
    pageAfter(whoLacks(...all), place, { size: pageLines, keyOf: ({ person }) => person.id });
  const { people, skus } = await readPeopleShowing(needs, found =>
    pageOf([found.people, found.skus]).items.map(({ person }) => person),
  );
  const all = whoLacks(people, skus);
  if (all.length > 0) await noteLook(needs, turn, sight);
  const draw = (seen: Sight): Card =>
    whoLacksView(turn.speech, { all, page: pageOf([people, skus]), text, sight: seen });
  return { card: draw(sight), ...forOthers(sight, draw) };
}

/** Noted before anybody is named (B19). */
async function noteLook({ looks, clock }: LicensesNeeds, { person }: Turn, sight: Sight): Promise<void> {
  if (sight.kind !== 'whole') return;
  await looks.note({ who: person.id ?? '', whom: undefined, at: clock.now(), command: 'licenses' });
}

/** From Graph's beta: if it fails, the card shows the rest. */
async function recentlyBlocked({ blockedUsers, clock, log }: LicensesNeeds): Promise<readonly BlockedUser[]> {
  const to = clock.now();
  const asked = blockedUsers?.list({ from: to - blockedDays * dayMs, to }) ?? Promise.resolve([]);
  const blocked = await asked.catch((error: unknown) => {
    log.warn({ err: error }, 'the log of blocked users could not be read');
    return [];
  });
  return blocked.slice(-shownBlocked);
}
