import { isObjectId } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { cut, escape } from '../../cards/escape.ts';
import { settingCard } from '../../cards/setting.ts';
import { button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { ChoiceChange } from '../tenant/choices.ts';
import type { SettingField, SettingName } from './setting.ts';

/** A setting that is one value, as a form; with the way back from its last change. */
export function settingForm(
  speech: Speech,
  about: {
    readonly name: SettingName;
    readonly notice: string;
    /** What it was made of, so that no change of somebody else is lost. */
    readonly key: string;
    readonly about: string;
    readonly last: ChoiceChange | undefined;
    /** What it was before the last change, in words. */
    readonly was: string;
    readonly names: ReadonlyMap<string, string>;
    readonly fields: readonly (SettingField & { readonly value: string; readonly error: string })[];
  },
): Card {
  const { name, last, fields } = about;
  return settingCard({
    ...frame(speech, speech.say(`setting.name.${name}`), [
      button(
        speech.say('button.save'),
        'save-setting',
        { setting: name, key: about.key },
        { inputs: 'auto', style: 'positive' },
      ),
      ...(last === undefined
        ? []
        : [button(speech.say('setting.undo'), 'undo-setting', { setting: name, number: last.number })]),
      ...runButtons(speech, 'settings'),
    ]),
    notice: about.notice,
    text: about.about,
    lines: [],
    footnotes: last === undefined ? [] : [{ text: changeText(speech, last, about) }],
    rows: [],
    search: { dataset: '', label: '', placeholder: '', error: '' },
    fields: fields.flatMap(({ id, label, options, value, error }) =>
      options === undefined ? [{ id, label, value: cut(value), error }] : [],
    ),
    choices: fields.flatMap(({ id, label, options, value }) =>
      options === undefined ? [] : [{ id, label, value, options }],
    ),
  });
}

const changeText = (
  speech: Speech,
  last: ChoiceChange,
  { names, was }: { readonly names: ReadonlyMap<string, string>; readonly was: string },
): string => speech.say('setting.before', { changed: changedText(speech, last, names), was });

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
