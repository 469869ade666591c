import { departmentSources } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { departmentSourceCard } from '../../cards/department-source.ts';
import { escape } from '../../cards/escape.ts';
import { button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { ChosenSource } from './chosen-source.ts';
import type { DepartmentFile, DepartmentFileRefusal } from './department-file.ts';
import { sourceName } from './source-name.view.ts';

/** Asks where departments come from. */
export function chooseSourceView(
  speech: Speech,
  { source, by, at, file }: ChosenSource,
  { chosenBy, error = '' }: { readonly chosenBy: string; readonly error?: string },
): Card {
  const choices = departmentSources.map(value => ({ title: sourceName(speech, value), value }));
  return departmentSourceCard({
    ...frame(speech, speech.say('departments.chooseTitle'), [
      button(
        speech.say('departments.save'),
        'department-source',
        { step: 'save' },
        { inputs: 'auto', style: 'positive' },
      ),
      ...runButtons(speech, 'departments'),
    ]),
    text: speech.say('departments.chooseText'),
    chosen:
      by === null
        ? ''
        : speech.say(chosenBy === '' ? 'departments.chosen' : 'departments.chosenBy', {
            name: escape(chosenBy),
            date: speech.date(at),
          }),
    file:
      file === null
        ? speech.say('departments.noFile')
        : speech.say('departments.hasFile', {
            ...{ name: escape(file.name), people: speech.number(file.people) },
            departments: speech.number(file.departments),
          }),
    source: { value: source, label: speech.say('departments.source'), error },
    choices,
  });
}

/** What was chosen, and what becomes of months that have closed. */
export const chosenView = (speech: Speech, { source }: ChosenSource, notes: readonly string[] = []): Card =>
  notice(
    speech,
    speech.say('departments.chooseTitle'),
    [
      speech.say('departments.now', { source: sourceName(speech, source) }),
      ...notes,
      speech.say('departments.closedStay'),
    ],
    {
      buttons: [
        ...runButtons(speech, 'departments'),
        button(speech.say('departments.anew'), 'department-source', { step: 'anew' }),
      ],
    },
  );

/** What working out closed months anew would change, before it is done. */
export const anewReview = (speech: Speech, { source, anewSince }: ChosenSource, months: number): Card =>
  months === 0
    ? notice(speech, speech.say('departments.anew'), [speech.say('departments.anewNone')], {
        buttons: runButtons(speech, 'departments'),
      })
    : notice(
        speech,
        speech.say('departments.anew'),
        [
          speech.say('departments.anewWould', { source: sourceName(speech, source), count: speech.number(months) }),
          speech.say('departments.anewLoses'),
        ],
        {
          buttons: [
            button(
              speech.say('departments.anewDo'),
              'department-source',
              { step: 'anew', since: anewSince },
              { style: 'positive' },
            ),
            ...runButtons(speech, 'departments'),
          ],
        },
      );

/** Months that have closed are worked out anew from now on; that can be undone once. */
export const anewView = (speech: Speech, { source, anewSince, anewBefore }: ChosenSource): Card =>
  notice(
    speech,
    speech.say('departments.anew'),
    [speech.say('departments.anewDone', { source: sourceName(speech, source) })],
    {
      buttons: [
        ...runButtons(speech, 'departments'),
        ...(anewBefore === null
          ? []
          : [button(speech.say('button.undo'), 'department-source', { step: 'undo-anew', since: anewSince })]),
      ],
    },
  );

/** Closed months are again as they were before, or that was undone or done otherwise already. */
export const anewUndoneView = (speech: Speech, isUndone: boolean): Card =>
  notice(
    speech,
    speech.say('departments.anew'),
    [speech.say(isUndone ? 'departments.anewUndone' : 'departments.anewGone')],
    { buttons: runButtons(speech, 'departments') },
  );

/** What was read of a file. */
export const fileNotes = (
  speech: Speech,
  { name, people, passedOver, firstPassedOver = 0 }: DepartmentFile,
): readonly string[] => [
  speech.say('departments.fileRead', {
    ...{ name: escape(name), people: speech.number(people.size) },
    departments: speech.number(new Set(people.values()).size),
  }),
  ...(passedOver === 0
    ? []
    : [
        speech.say('departments.filePassedOver', {
          ...{ count: speech.number(passedOver), line: speech.number(firstPassedOver) },
        }),
      ]),
];

/** Why nothing was read of a file. */
export const fileRefusalText = (speech: Speech, refusal: DepartmentFileRefusal): string =>
  refusal.kind === 'too-many-lines'
    ? speech.say('departments.tooManyLines', { most: speech.number(refusal.most) })
    : speech.say(refusal.kind === 'names-nobody' ? 'departments.namesNobody' : 'departments.unknownEncoding');

/** A file was not taken, and why. */
export const fileRefusedView = (speech: Speech, why: string): Card =>
  notice(speech, speech.say('departments.chooseTitle'), [why, speech.say('departments.fileForm')], {
    buttons: runButtons(speech, 'departments'),
  });
