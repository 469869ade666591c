import { isObjectId } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { cut, escape, plain } from '../../cards/escape.ts';
import { settingCard, type SettingView } from '../../cards/setting.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { ChoiceChange } from '../tenant/choices.ts';
import type { SettingField, SettingName, Wrong } from './setting.ts';

/** What a setting's card shows between its frame; what is left out is not there. */
export interface SettingBody extends Partial<Pick<SettingView, 'lines' | 'search' | 'fields' | 'choices'>> {
  readonly text: string;
  /** Whether there is nothing to save by this person here. */
  readonly isFixed?: boolean;
  /** Whether this person may change nothing of it, nor take a change back. */
  readonly isReadOnly?: boolean;
  /** What it was before the last change, in words. */
  readonly was?: string;
  /** What it is made of, each to be taken out of it by its id, to be opened at its place, or to be looked at alone. */
  readonly parts?: readonly SettingPart[];
  /** Of a part, which one: it goes along when it is saved, and with it can be taken out, where it is in. */
  readonly part?: { readonly place: string; readonly remove: string };
  /** Where parts are added. */
  readonly adds?: readonly { readonly title: string; readonly place: string }[];
}

/** One thing that a setting is made of. */
interface SettingPart {
  readonly name: string;
  readonly about?: string;
  readonly remove?: string;
  readonly place?: string;
}

/** A setting as a form in the frame that all have: what changes it, who has changed it last, and the way back. */
export function settingForm(
  speech: Speech,
  frameOf: {
    readonly name: SettingName;
    readonly notice: string;
    /** What it was made of, so that no change of somebody else is lost. */
    readonly key: string;
    readonly last: ChoiceChange | undefined;
    readonly names: ReadonlyMap<string, string>;
  },
  { isReadOnly = false, isFixed = isReadOnly, was, parts = [], part, adds = [], ...body }: SettingBody,
): Card {
  const { name: setting, notice, key, last, names } = frameOf;
  const at = part?.place ?? '';
  const save: Button[] = isFixed
    ? []
    : [
        button(
          speech.say('button.save'),
          'save-setting',
          { setting, key, ...(at !== '' && { place: at }) },
          { inputs: 'auto', style: 'positive' },
        ),
      ];
  const undo: Button[] =
    last === undefined || part !== undefined || isReadOnly
      ? []
      : [button(speech.say('setting.undo'), 'undo-setting', { setting, number: last.number })];
  const changed = last === undefined ? undefined : changedText(speech, last, names);
  return settingCard({
    ...frame(speech, speech.say(`setting.name.${setting}`), [
      ...save,
      ...adds.map(({ title, place }) => button(title, 'setting', { setting, place })),
      ...partButtons(speech, { setting, key, part }),
      ...undo,
      ...runButtons(speech, 'settings'),
    ]),
    ...{ notice, lines: [], search: noSearch, fields: [], choices: [] },
    ...body,
    footnotes:
      changed === undefined
        ? []
        : [{ text: was === undefined ? changed : speech.say('setting.before', { changed, was }) }],
    rows: parts.map(one => ({ name: escape(one.name), about: one.about ?? '', ...pressOf(speech, one, setting, key) })),
  });
}

/** Takes a part out, and leads back to all. */
function partButtons(
  speech: Speech,
  { setting, key, part }: { readonly setting: SettingName; readonly key: string; readonly part: SettingBody['part'] },
): readonly Button[] {
  if (part === undefined) return [];
  const { remove } = part;
  return [
    ...(remove === '' ? [] : [button(speech.say('setting.remove'), 'save-setting', { setting, key, remove })]),
    button(speech.say('button.back'), 'setting', { setting, place: '' }),
  ];
}

/** What pressing a part does, and what is read aloud for it. */
function pressOf(
  speech: Speech,
  { name, remove, place }: SettingPart,
  setting: SettingName,
  key: string,
): { readonly press: string; readonly opens: Button | null } {
  if (remove !== undefined) {
    const title = speech.say('setting.removeWhom', { name: plain(name) });
    return { press: speech.say('setting.remove'), opens: button(title, 'save-setting', { setting, key, remove }) };
  }
  if (place === undefined) return { press: '', opens: null };
  const press = speech.say('button.change');
  const title = speech.say('setting.press', { press, setting: plain(name) });
  return { press, opens: button(title, 'setting', { setting, place }) };
}

const noSearch = { dataset: '', label: '', placeholder: '', error: '' };

/** Fields with what stands in them and what is wrong with it. */
export const formFields = (
  fields: readonly SettingField[],
  { typed, errors }: Wrong = { typed: {}, errors: {} },
): Pick<SettingBody, 'fields' | 'choices'> => ({
  fields: fields.flatMap(({ id, label, options }) =>
    options === undefined ? [fieldOf({ id, label, typed: typed[id] ?? '', error: errors[id] ?? '' })] : [],
  ),
  choices: fields.flatMap(({ id, label, options }) =>
    options === undefined ? [] : [{ id, label, value: typed[id] ?? '', options }],
  ),
});

/** What is right stays whole, since it is saved again as it stands there. */
const fieldOf = ({
  id,
  label,
  typed,
  error,
}: {
  readonly id: string;
  readonly label: string;
  readonly typed: string;
  readonly error: string;
}) => ({
  ...{ id, label, error },
  value: error === '' ? typed : cut(typed),
});

/** `Changed Nov 26 by Alex Wilber`. */
export const changedText = (
  speech: Speech,
  { at, by }: { readonly at: number; readonly by: string },
  names: ReadonlyMap<string, string>,
): string => speech.say('setting.changedBy', { date: speech.date(at), name: whoText(speech, by, names) });

/** Who it was: a name of the directory, or of whoever sat at the command line, where people are called as on its machine. */
export function whoText(speech: Speech, by: string, names: ReadonlyMap<string, string>): string {
  const name = names.get(by) ?? '';
  if (name !== '') return escape(name);
  return isObjectId(by) ? speech.say('right.nameless.person') : escape(by);
}
