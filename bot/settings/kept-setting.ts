import type { Result, Terms } from '../../core/index.ts';
import type { Turn } from '../chat/turn.ts';
import type { Clock } from '../ports/index.ts';
import type { Choices } from '../tenant/choices.ts';
import type { Names } from '../tenant/names.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { settingForm } from './setting-form.view.ts';
import {
  termsIfAny,
  unbegunBook,
  type Saved,
  type SentSetting,
  type SettingField,
  type OrganizationSetting,
  type SettingName,
} from './setting.ts';

/** What a setting that is kept with the organization's choices needs. */
export interface ChoiceNeeds {
  readonly choices: Choices;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly names: Names;
}

/** What is known around a setting: who is answered, and the book's facts where it has begun. */
export interface SettingContext extends Pick<Turn, 'speech' | 'locale' | 'localTimeZone'> {
  readonly terms: Terms | undefined;
}

/** A setting that is one value among the organization's choices. */
export interface KeptSetting<Value> {
  readonly name: SettingName;
  readonly group: OrganizationSetting<never>['group'];
  /** The value of the stored text, and of none; whatever it does not understand counts as none. */
  readonly decode: (stored: string | null, context: SettingContext) => Value;
  /** Null where nothing is chosen. */
  readonly encode: (value: Value) => string | null;
  readonly shown: (value: Value, context: SettingContext) => string;
  /** What it is for, in a sentence. */
  readonly about: (context: SettingContext) => string;
  readonly fields: (context: SettingContext) => readonly SettingField[];
  /** What stands in the fields. */
  readonly typed: (value: Value, context: SettingContext) => Readonly<Record<string, string>>;
  /** The value of what was typed, or what is wrong by field. */
  readonly parse: (
    typed: Readonly<Record<string, string>>,
    context: SettingContext,
  ) => Result<Value, Readonly<Record<string, string>>>;
  /** Whether it means anything before the book has begun. */
  readonly needsBook?: true;
}

/** A setting by its value: its form, what is refused at the door, who changed it, and the way back. */
export function keptSetting<Value>(facts: KeptSetting<Value>): OrganizationSetting<ChoiceNeeds> {
  const { name, group, decode, encode, needsBook } = facts;
  const contextOf = async (needs: ChoiceNeeds, turn: Turn): Promise<SettingContext> => ({
    ...{ speech: turn.speech, locale: turn.locale, localTimeZone: turn.localTimeZone },
    terms: await termsIfAny(needs),
  });

  /** The form as it stands, or with what was typed and what is wrong with it. */
  async function form(
    needs: ChoiceNeeds,
    turn: Turn,
    { typed, errors = {}, notice = '' }: Partial<FormState> = {},
  ): Promise<{ readonly card: ReturnType<typeof settingForm> }> {
    const context = await contextOf(needs, turn);
    const { value, last } = await needs.choices.of(name);
    const stands = facts.typed(decode(value, context), context);
    const names = await needs.names.of(last === undefined ? [] : [last.by]);
    return {
      card: settingForm(turn.speech, {
        ...{ name, notice, key: value ?? '', about: facts.about(context), last },
        was: last === undefined ? '' : facts.shown(decode(last.was, context), context),
        names,
        fields: facts.fields(context).map(field => ({
          ...field,
          ...{ value: (typed ?? stands)[field.id] ?? '', error: errors[field.id] ?? '' },
        })),
      }),
    };
  }

  /** What was sent is of another time: the form as it stands now. */
  const changedMeanwhile = async (needs: ChoiceNeeds, turn: Turn): Promise<Saved> => ({
    kind: 'not-saved',
    reply: await form(needs, turn, { notice: turn.speech.say('setting.changed') }),
  });

  async function change(
    needs: ChoiceNeeds,
    turn: Turn,
    { was, is }: { readonly was: string | null; readonly is: string | null },
  ): Promise<Saved> {
    const by = { by: turn.person.id ?? '', at: needs.clock.now() };
    const made = await needs.choices.change({ setting: name, was, is }, by);
    return made === 'changed-meanwhile' ? changedMeanwhile(needs, turn) : { kind: 'saved', number: made?.number };
  }

  async function save(needs: ChoiceNeeds, turn: Turn, { key, typed }: SentSetting): Promise<Saved> {
    const unbegun = needsBook === true ? await unbegunBook(needs, turn) : undefined;
    if (unbegun !== undefined) return { kind: 'not-saved', reply: unbegun };
    const read = facts.parse(typed, await contextOf(needs, turn));
    if (!read.ok) return { kind: 'not-saved', reply: await form(needs, turn, { typed, errors: read.refusal }) };
    return change(needs, turn, { was: key === '' ? null : key, is: encode(read.value) });
  }

  async function undo(needs: ChoiceNeeds, turn: Turn, number: number): Promise<Saved> {
    const { last } = await needs.choices.of(name);
    return last?.number === number
      ? change(needs, turn, { was: last.is, is: last.was })
      : changedMeanwhile(needs, turn);
  }

  return {
    ...{ name, group },
    standing: async (needs, turn) => {
      const context = await contextOf(needs, turn);
      if (needsBook === true && context.terms === undefined) return undefined;
      const { value, last } = await needs.choices.of(name);
      return { value: facts.shown(decode(value, context), context), about: '', changed: last };
    },
    changing: {
      open: async (needs, turn) =>
        (needsBook === true ? await unbegunBook(needs, turn) : undefined) ?? form(needs, turn),
      save,
      undo,
    },
  };
}

interface FormState {
  readonly typed: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
  readonly notice: string;
}
