import type { DepartmentSource, Instant } from '../../core/index.ts';
import { denied } from '../chat/refusal.view.ts';
import type { Roles } from '../chat/roles.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { KeptDirectory } from '../licenses/kept-directory.ts';
import type { AttachedFile, Clock, Download, Journal } from '../ports/index.ts';
import type { Names } from '../tenant/names.ts';
import type { Imports } from '../usage/import-progress.ts';
import { unreadFileText } from '../usage/unread-file.view.ts';
import type { FixedDepartments } from '../wallets/fixed-departments.ts';
import type { Background } from '../work/background.ts';
import type { DepartmentChoice } from './chosen-source.ts';
import { readDepartmentFile } from './department-file.ts';
import {
  anewReview,
  anewUndoneView,
  anewView,
  chooseSourceView,
  chosenView,
  fileNotes,
  fileRefusalText,
  fileRefusedView,
} from './choose-source.view.ts';
import { fixingsThatHold } from './month-report.ts';

export interface ChooseNeeds {
  readonly clock: Clock;
  readonly roles: Roles;
  readonly names: Names;
  readonly download: Download;
  readonly imports: Imports;
  readonly background: Background;
  readonly keptDirectory: KeptDirectory;
  readonly departmentChoice: DepartmentChoice;
  readonly fixedDepartments: FixedDepartments;
  readonly journal: Journal;
}

/** The form. */
export async function askSource(needs: ChooseNeeds, { speech }: Turn, error = ''): Promise<Reply> {
  const chosen = await needs.departmentChoice.read();
  const names = chosen.by === null ? new Map<string, string>() : await needs.names.of([chosen.by]);
  return { card: chooseSourceView(speech, chosen, { chosenBy: names.get(chosen.by ?? '') ?? '', error }) };
}

/** Chooses a source, and begins to read the directory for it. Without a file none can be chosen. */
export async function saveSource(needs: ChooseNeeds, turn: Turn, source: DepartmentSource): Promise<Reply> {
  const { departmentChoice, clock, background, keptDirectory } = needs;
  if (source === 'file' && (await departmentChoice.read()).file === null)
    return askSource(needs, turn, turn.speech.say('departments.noFileYet'));
  const chosen = await departmentChoice.choose(source, turn.person.id ?? '', clock.now());
  background.start('read departments', () => keptDirectory.bringUpToDate());
  return { card: chosenView(turn.speech, chosen) };
}

/** Months that have closed are worked out anew, once how many those are was seen; pressed again, it shows that it was done. */
export async function fixAnew(
  needs: ChooseNeeds,
  { speech, person }: Turn,
  since: Instant | undefined,
): Promise<Reply> {
  const { departmentChoice, clock, fixedDepartments } = needs;
  if (since !== undefined)
    return { card: anewView(speech, await departmentChoice.fixAnew(person.id ?? '', { since, at: clock.now() })) };
  const chosen = await departmentChoice.read();
  const fixed = await fixedDepartments.fixedMonths(await fixingsThatHold(needs));
  return { card: anewReview(speech, chosen, fixed.length) };
}

/** They have again what they had before; what was worked out since is not shown any more. */
export async function undoAnew(needs: ChooseNeeds, { speech, person }: Turn, since: Instant): Promise<Reply> {
  const undone = await needs.departmentChoice.undoAnew(person.id ?? '', { since, at: needs.clock.now() });
  return { card: anewUndoneView(speech, undone) };
}

/** Takes an attached file, from somebody who may choose; one that names nobody changes nothing. */
export async function takeDepartmentFile(needs: ChooseNeeds, turn: Turn, file: AttachedFile): Promise<Reply> {
  const { speech, person } = turn;
  const allowed = await needs.roles.check(person.id, 'money');
  if (!allowed.ok) return denied(speech, allowed.refusal);
  return needs.imports.file(async () => {
    const downloaded = await needs.download(file.url);
    if (!downloaded.ok) return { card: fileRefusedView(speech, unreadFileText(speech, downloaded.refusal)) };
    const read = await readDepartmentFile({ name: file.name, bytes: downloaded.value });
    if (!read.ok) return { card: fileRefusedView(speech, fileRefusalText(speech, read.refusal)) };
    const chosen = await needs.departmentChoice.take(read.value, {
      ...{ id: turn.id, by: person.id ?? '', at: needs.clock.now() },
    });
    needs.background.start('read departments', () => needs.keptDirectory.bringUpToDate());
    return { card: chosenView(speech, chosen, fileNotes(speech, read.value)) };
  });
}
