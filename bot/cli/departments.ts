import { decimal, isMonth, monthOf, toIso, type DepartmentGroup } from '../../core/index.ts';
import { callerNames } from '../departments/caller-names.ts';
import { DepartmentChoice } from '../departments/chosen-source.ts';
import { readMonth, type DepartmentNeeds } from '../departments/month-report.ts';
import { sourceName } from '../departments/source-name.view.ts';
import { KeptDirectory } from '../licenses/kept-directory.ts';
import { KeptField } from '../licenses/kept-field.ts';
import { KeptLeftOut } from '../licenses/left-out.ts';
import { FixedDepartments } from '../wallets/fixed-departments.ts';
import { directoryOf } from './find-holder.ts';
import { counted, dayAndTime, terminalSpeech } from './speech.ts';
import { table } from './table.ts';
import { print, Refused, WrongUsage, type Session } from './terminal.ts';
import { verb } from './verb.ts';
import { readOpen } from './wallet.ts';

export const departments = verb({
  name: 'departments',
  about: 'what each department spent of a month’s statement, and who in it (with --json)',
  example: 'departments --month 2026-10 --json > departments.json',
  options: { month: { value: 'MONTH', about: 'such as 2026-10, in the wallet’s time zone', isNeeded: true } },
  run: async (session, { month }) => {
    if (!isMonth(month)) throw new WrongUsage(`--month ${month}: a month such as 2026-10`);
    const { wallet, history, terms } = await readOpen(session);
    const { now } = session;
    const { currency, timeZone } = terms;
    if (month > monthOf(now, timeZone)) throw new Refused(`${month} is in the future`);
    const needs = await departmentNeeds(session);
    const report = await readMonth(needs, { wallet, history, terms, month, now });
    if (report === 'being-read')
      throw new Refused('everybody is being read anew for the field that was chosen: call again in a moment');
    const { sums, unseen, source, isClosed, fixedAt } = report;
    if (!isClosed) session.note(`${month} is not closed: this may still change`);
    const shares = sums.departments();
    const names = await callerNames(
      needs,
      shares.flatMap(({ group }) => sums.peopleOf(group)),
    );
    const speech = terminalSpeech(terms);
    const money = (amount: bigint): string => decimal(amount, currency);
    const label = (group: DepartmentGroup): string =>
      group.kind === 'department' ? group.name : speech.say(`departments.group.${group.kind}`);
    const people = (group: DepartmentGroup) =>
      sums.peopleOf(group).map(({ key, calls, cost }) => ({
        ...{ id: key ?? '', name: names.get(key ?? '') ?? '', calls, cost: money(cost) },
      }));
    print(
      session,
      {
        ...{ month, currency, source, closed: isClosed, fixedAt: fixedAt === undefined ? null : toIso(fixedAt) },
        departments: shares.map(({ group, calls, cost }) => ({
          ...{ kind: group.kind, name: group.kind === 'department' ? group.name : '', calls, cost: money(cost) },
          people: group.kind === 'department' || group.kind === 'none' ? people(group) : [],
        })),
        ...{ calls: sums.calls, used: money(sums.cost), unseen: money(unseen) },
      },
      [
        `${month}, ${currency}, by ${sourceName(speech, source)}, ${fixedAt === undefined ? 'as it is now' : `as it was on ${dayAndTime(fixedAt, timeZone)} ${timeZone}`}`,
        ...table(
          session,
          { department: 'left', people: 'right', calls: 'right', cost: 'right' },
          shares.map(({ group, people: count, calls, cost }) => [
            ...[label(group), speech.number(count), speech.number(calls), money(cost)],
          ]),
        ),
        `${counted(sums.calls, 'call')}, used ${money(sums.cost)}${unseen === 0n ? '' : `, and ${money(unseen)} that no call accounts for`}`,
      ].join('\n'),
    );
  },
});

/** What a month by department is read with; as the directory is now where it can be asked, else as it was when it was last read. */
async function departmentNeeds(session: Session): Promise<DepartmentNeeds> {
  const { stores, tenant, clock, note } = session;
  const part = stores.of(tenant);
  const { documents } = part;
  const departmentChoice = new DepartmentChoice(documents);
  const departmentField = new KeptField(documents, () => departmentChoice.field());
  const keptDirectory = new KeptDirectory({
    ...part,
    ...{ directory: await directoryOf(session), clock: clock.shown, log: silent },
    ...{ departmentField, keptLeftOut: new KeptLeftOut(documents) },
  });
  await keptDirectory.bringUpToDate().catch((error: unknown) => {
    if (keptDirectory.known() === undefined) throw error;
    note('the directory cannot be asked: departments are as they were when it was last read');
  });
  return {
    ...part,
    departmentChoice,
    departmentField,
    keptDirectory,
    fixedDepartments: new FixedDepartments(documents),
  };
}

/** What becomes of it is the verb's answer. */
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
