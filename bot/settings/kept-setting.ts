import { ok, type Result, type Terms } from '../../core/index.ts';
import type { Turn } from '../chat/turn.ts';
import { choiceSetting, type ChoiceNeeds, type ChoiceSetting } from './choice-setting.ts';
import { formFields } from './setting-form.view.ts';
import { termsIfAny, type ByField, type OrganizationSetting, type SettingField } from './setting.ts';

/** What is known around a setting: who is answered, and the book's facts where it has begun. */
export interface SettingContext extends Pick<Turn, 'speech' | 'locale' | 'localTimeZone'> {
  readonly terms: Terms | undefined;
}

/** A setting that is one value among the organization's choices. */
export interface KeptSetting<Value> extends Pick<ChoiceSetting<never>, 'name' | 'group' | 'needsBook' | 'isKeptBack'> {
  /** Whether it means anything in a book; left out where it does in any. */
  readonly isFor?: (terms: Terms) => boolean;
  /** The value of the stored text, and of none; whatever it does not understand counts as none. */
  readonly decode: (stored: string | null, context: SettingContext) => Value;
  /** Null where nothing is chosen. */
  readonly encode: (value: Value) => string | null;
  readonly shown: (value: Value, context: SettingContext) => string;
  /** What it is for, in a sentence. */
  readonly about: (context: SettingContext) => string;
  readonly fields: (context: SettingContext) => readonly SettingField[];
  /** What stands in the fields. */
  readonly typed: (value: Value, context: SettingContext) => ByField;
  /** The value of what was typed, or what is wrong by field. */
  readonly parse: (typed: ByField, context: SettingContext) => Result<Value, ByField>;
}

/** A setting by its value: its form, and what is refused at the door. */
export function keptSetting<Value>(facts: KeptSetting<Value>): OrganizationSetting<ChoiceNeeds> {
  const shown = (stored: string | null, context: SettingContext): string =>
    facts.shown(facts.decode(stored, context), context);
  return choiceSetting<ChoiceNeeds>({
    ...facts,
    shown: async (needs, turn, value) => {
      const context = await contextOf(needs, turn);
      const { terms } = context;
      if (terms === undefined) return facts.needsBook === true ? undefined : shown(value, context);
      return facts.isFor?.(terms) === false ? undefined : shown(value, context);
    },
    body: async (needs, turn, { value, last }, wrong) => {
      const context = await contextOf(needs, turn);
      const typed = wrong?.typed ?? facts.typed(facts.decode(value, context), context);
      return {
        text: facts.about(context),
        was: shown(last?.was ?? null, context),
        ...formFields(facts.fields(context), { typed, errors: wrong?.errors ?? {} }),
      };
    },
    read: async (needs, turn, { typed }) => {
      const read = facts.parse(typed, await contextOf(needs, turn));
      return read.ok ? ok({ is: facts.encode(read.value) }) : read;
    },
  });
}

const contextOf = async (needs: ChoiceNeeds, turn: Turn): Promise<SettingContext> => ({
  ...{ speech: turn.speech, locale: turn.locale, localTimeZone: turn.localTimeZone },
  terms: await termsIfAny(needs),
});
