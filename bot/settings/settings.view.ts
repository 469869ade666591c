import type { Card } from '../../cards/card.ts';
import { settingsListCard } from '../../cards/settings.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { denialText } from '../chat/refusal.view.ts';
import type { Denial } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import { changedText } from './setting-form.view.ts';
import type { SettingGroup, SettingName, Standing } from './setting.ts';

interface SettingRow extends Standing {
  readonly name: SettingName;
  readonly group: SettingGroup;
  /** What pressing it does for this person, if anything. */
  readonly opens: 'change' | 'show' | undefined;
}

const order: readonly SettingGroup[] = ['people', 'money', 'messages'];

/** Every setting as it stands. */
export function settingsView(
  speech: Speech,
  shown: {
    readonly rows: readonly SettingRow[];
    /** Of those who changed something, by id. */
    readonly names: ReadonlyMap<string, string>;
    /** Why this person may change nothing. */
    readonly denial: Denial | undefined;
    /** What was just changed, and the number by which it can be taken back. */
    readonly saved: { readonly name: SettingName; readonly number: number | undefined } | undefined;
  },
): Card {
  const { rows, names, denial, saved } = shown;
  return settingsListCard({
    ...frame(speech, speech.say('settings.title'), [
      ...(saved?.number === undefined
        ? []
        : [button(speech.say('button.undo'), 'undo-setting', { setting: saved.name, number: saved.number })]),
      ...runButtons(speech, 'language', 'balance', 'help'),
    ]),
    notice:
      saved === undefined ? '' : speech.say('setting.saved', { setting: speech.say(`setting.name.${saved.name}`) }),
    text: denial === undefined ? '' : speech.say('settings.readOnly', { why: denialText(speech, denial) }),
    groups: order.flatMap(group => {
      const within = rows.filter(row => row.group === group);
      return within.length === 0
        ? []
        : [{ title: speech.say(`settings.group.${group}`), rows: within.map(row => rowOf(speech, row, names)) }];
    }),
  });
}

const rowOf = (
  speech: Speech,
  { name, value, about, changed, opens }: SettingRow,
  names: ReadonlyMap<string, string>,
) => ({
  name: speech.say(`setting.name.${name}`),
  ...{ value, about },
  changed: changed === undefined ? '' : changedText(speech, changed, names),
  ...pressOf(speech, name, opens),
});

/** The text to press, and for a screen reader which setting it opens. */
function pressOf(
  speech: Speech,
  name: SettingName,
  opens: SettingRow['opens'],
): { readonly press: string; readonly opens: Button | null } {
  if (opens === undefined) return { press: '', opens: null };
  const press = speech.say(opens === 'change' ? 'button.change' : 'button.show');
  const title = speech.say('setting.press', { press, setting: speech.say(`setting.name.${name}`) });
  return { press, opens: button(title, 'setting', { setting: name, place: '' }) };
}
