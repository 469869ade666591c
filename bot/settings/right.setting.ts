import { isObjectId, narrowable, permit, type Right } from '../../core/index.ts';
import { holdersOf, isNarrowed, type RightChange, type RightHolder, type Rights } from '../chat/rights.ts';
import { DriverError, type Directory } from '../ports/index.ts';
import type { Names } from '../tenant/names.ts';
import type { Turn } from '../chat/turn.ts';
import { rightView } from './right.view.ts';
import type { SettableRight, TypedHolder } from './settable-rights.ts';
import type { OrganizationSetting } from './setting.ts';

/** What showing who has a right needs. */
export interface RightNeeds {
  readonly rights: Rights;
  readonly names: Names;
  readonly directory: Directory;
}

/** Who has a right beside roles, or in place of them. */
export const rightSetting = (right: SettableRight): OrganizationSetting<RightNeeds> => ({
  name: right,
  group: 'people',
  standing: async ({ rights }, { speech }) => {
    const kept = await rights.read();
    const count = speech.number(holdersOf(kept, right).length);
    const last = lastOf(kept.changes, right);
    const value = isNarrowed(kept, right) ? 'setting.right.named' : 'setting.right.roles';
    return {
      value: speech.say(holdersOf(kept, right).length === 0 ? 'setting.right.rolesAlone' : value, { count }),
      about: '',
      changed: last,
    };
  },
  changing: {
    isReadable: true,
    open: async (needs, turn, how) => ({ card: await rightCard(needs, turn, right, how) }),
  },
});

/** So many of those who have a right are shown at once. */
const shownAtOnce = 12;

/** The last changes of a right are shown, those that took it away too. */
const shownChanges = 3;

/** Who has a right, with what was just done about it. */
export async function rightCard(
  { rights, names, directory }: RightNeeds,
  { speech }: Turn,
  right: SettableRight,
  how: {
    readonly mayChange: boolean;
    readonly place?: string;
    readonly notice?: string;
    readonly undo?: RightHolder;
    readonly typed?: TypedHolder;
  },
) {
  const kept = await rights.read();
  const all = holdersOf(kept, right).toReversed();
  const from = /^\d{1,4}$/.test(how.place ?? '') ? Number(how.place) : 0;
  const holders = all.slice(from, from + shownAtOnce);
  const changes = kept.changes
    .filter(change => change.right === right)
    .slice(-shownChanges)
    .toReversed();
  const groups = [...holders, ...changes].flatMap(({ to }) => (to?.kind === 'group' ? [to.id] : []));
  const people = [
    ...[...holders, ...changes].flatMap(({ to }) => (to?.kind === 'person' ? [to.id] : [])),
    ...[...holders, ...changes].map(({ by }) => by),
  ];
  const denied = permit(right, { roles: new Set(), rights: new Set() });
  return rightView(speech, {
    right,
    ...{
      holders,
      changes,
      names: new Map([
        ...(await names.of(people.filter(id => isObjectId(id)))),
        ...(await groupNames(directory, groups)),
      ]),
    },
    roles: isNarrowed(kept, right) || denied.ok ? [] : denied.refusal.roles,
    isNarrowed: isNarrowed(kept, right),
    isNarrowable: narrowable.includes(right),
    next: from + shownAtOnce < all.length ? String(from + shownAtOnce) : undefined,
    isFirst: from === 0,
    ...{ notice: '', ...how },
  });
}

const lastOf = (changes: readonly RightChange[], right: Right): RightChange | undefined =>
  changes.findLast(change => change.right === right);

/** The names of groups by id; none where the bot may not read them. */
async function groupNames(directory: Directory, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    [...new Set(ids)].map(id =>
      directory.group(id).catch((error: unknown) => {
        if (error instanceof DriverError) return undefined;
        throw error;
      }),
    ),
  );
  return new Map(found.flatMap(group => (group === undefined ? [] : [[group.id, group.name] as const])));
}
