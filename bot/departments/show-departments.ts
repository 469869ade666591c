import type { DepartmentGroup, Month } from '../../core/index.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { sharedSight, type Roles } from '../chat/roles.ts';
import { mayMoveMoney } from '../funds/may-move-money.ts';
import type { Clock, Looks } from '../ports/index.ts';
import { mailableAddresses, type DocumentAddressNeeds } from '../tenant/document-addresses.ts';
import { withAnyWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { callerNames } from './caller-names.ts';
import { monthsOf, readMonth, type DepartmentNeeds, type MonthReport } from './month-report.ts';
import { beingReadView, departmentsView, departmentView, pageLines, type AboutMonth } from './departments.view.ts';

export interface ShowDepartmentsNeeds extends WalletNeeds, DepartmentNeeds, DocumentAddressNeeds {
  readonly clock: Clock;
  readonly rows: WalletNeeds['rows'];
  readonly roles: Roles;
  readonly looks: Looks;
}

/** What is wanted: a month, one of its departments, and how many lines come before. */
export interface AskedDepartments {
  /** This month where none is named. */
  readonly month: Month | undefined;
  readonly group: DepartmentGroup | null;
  readonly from: number;
}

/** A month by department, or one department's people. */
export const showDepartments = (needs: ShowDepartmentsNeeds, turn: Turn, asked: AskedDepartments): Promise<Reply> =>
  withAnyWallet(needs, turn, async found => {
    const { speech } = turn;
    const now = needs.clock.now();
    const months = monthsOf({ ...found, now });
    const month = within(asked.month ?? months.present, months);
    const report = await readMonth(needs, { ...found, month, now });
    if (report === 'being-read')
      return { card: beingReadView(speech, (await needs.departmentChoice.read()).source, month) };
    const may = {
      mayChoose: await mayMoveMoney(needs, turn),
      mayEmail: (await mailableAddresses(needs)).length > 0,
    };
    const about = { ...months, ...may, terms: found.terms, now, from: asked.from };
    return asked.group === null
      ? { card: departmentsView(speech, report, about) }
      : showOne(needs, turn, report, { ...about, group: asked.group });
  });

/** A month that is still to come has no calls; one from before the book has none either, and is shown as empty. */
const within = (month: Month, { present }: ReturnType<typeof monthsOf>): Month => (month > present ? present : month);

/** People are named only to who may see that, and it is noted (B19). */
async function showOne(
  needs: ShowDepartmentsNeeds,
  { speech, person }: Turn,
  report: MonthReport,
  { group, ...about }: AboutMonth & { readonly group: DepartmentGroup },
): Promise<Reply> {
  const sight = await needs.roles.sightOf(person.id);
  const isNamed = sight.kind === 'whole' && (group.kind === 'department' || group.kind === 'none');
  const all = isNamed ? report.sums.peopleOf(group).filter(({ cost }) => cost !== 0n) : [];
  const shares = all.slice(about.from, about.from + pageLines);
  if (shares.length > 0)
    await needs.looks.note({ who: person.id ?? '', whom: undefined, at: about.now, command: 'departments' });
  const names = await callerNames(needs, shares);
  const people = shares.map(share => ({ ...share, name: names.get(share.key ?? '') ?? '' }));
  const own = departmentView(speech, report, { ...about, group, people, lines: all.length, sight });
  const shared = departmentView(speech, report, { ...about, group, people: [], lines: 0, sight: sharedSight });
  return { card: own, shared };
}
