import { isObjectId, type Result } from '../../core/index.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Clock } from '../ports/index.ts';
import type { ChoiceChange, Choices } from '../tenant/choices.ts';
import type { Names } from '../tenant/names.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { settingForm, type SettingBody } from './setting-form.view.ts';
import {
  unbegunBook,
  type ByField,
  type OrganizationSetting,
  type Saved,
  type SentSetting,
  type Wrong,
} from './setting.ts';

/** What a setting that is kept with the organization's choices needs. */
export interface ChoiceNeeds {
  readonly choices: Choices;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly names: Names;
}

/** A choice as it is stored, null where nothing is chosen, and its last change. */
interface Kept {
  readonly value: string | null;
  readonly last: ChoiceChange | undefined;
}

/** What a form asks for. */
export interface ChoiceAsked {
  readonly is: string | null;
  /** What comes of it once it is kept; its card answers, where it gives one. */
  readonly whenKept?: () => Reply | undefined | Promise<Reply | undefined>;
}

/** A setting that is kept as one of the organization's choices. */
export interface ChoiceSetting<in Needs> extends Pick<OrganizationSetting<never>, 'name' | 'group'> {
  /** Whether it means anything only once the book has begun. */
  readonly needsBook?: true;
  /** Whether what is kept may stand in no card. */
  readonly isSecret?: true;
  /** How it stands, in words; undefined for one that there is not yet. */
  readonly shown: (needs: Needs, turn: Turn, value: string | null) => Promise<string | undefined>;
  /** What its card shows: as it stands, or with what was wrong. */
  readonly body: (needs: Needs, turn: Turn, kept: Kept, wrong: Wrong | undefined) => Promise<SettingBody>;
  /** What a form that was made of that value asks for, or what is wrong by field. */
  readonly read: (
    needs: Needs,
    turn: Turn,
    sent: { readonly was: string | null; readonly typed: ByField },
  ) => Promise<Result<ChoiceAsked, ByField>>;
}

/** A choice as a setting: its card, a change that loses nobody else's, who made it, and the way back. */
export function choiceSetting<Needs extends ChoiceNeeds>(facts: ChoiceSetting<Needs>): OrganizationSetting<Needs> {
  const { name, group, needsBook, isSecret } = facts;

  /** What the card was made of; of a secret, the number of its last change. */
  const keyOf = ({ value, last }: Kept): string => (isSecret === true ? String(last?.number ?? 0) : (value ?? ''));

  async function form(
    needs: Needs,
    turn: Turn,
    { wrong, notice = '' }: { readonly wrong?: Wrong; readonly notice?: string } = {},
  ): Promise<Reply> {
    const kept = await needs.choices.of(name);
    const { last } = kept;
    const names = await needs.names.of(last !== undefined && isObjectId(last.by) ? [last.by] : []);
    const body = await facts.body(needs, turn, kept, wrong);
    return { card: settingForm(turn.speech, { name, notice, key: keyOf(kept), last, names }, body) };
  }

  /** What was sent is of another time: the form as it stands now. */
  const changedMeanwhile = async (needs: Needs, turn: Turn): Promise<Saved> => ({
    kind: 'not-saved',
    reply: await form(needs, turn, { notice: turn.speech.say('setting.changed') }),
  });

  async function change(needs: Needs, turn: Turn, { was, is }: Pick<ChoiceChange, 'was' | 'is'>): Promise<Saved> {
    const by = { by: turn.person.id ?? '', at: needs.clock.now() };
    const made = await needs.choices.change({ setting: name, was, is }, by);
    return made === 'changed-meanwhile' ? changedMeanwhile(needs, turn) : { kind: 'saved', number: made?.number };
  }

  /** The value that a form with this key was made of; undefined where that is known no more. */
  async function valueOf({ choices }: Needs, key: string): Promise<string | null | undefined> {
    if (isSecret !== true) return key === '' ? null : key;
    const kept = await choices.of(name);
    return key === keyOf(kept) ? kept.value : undefined;
  }

  async function save(needs: Needs, turn: Turn, { key, typed }: SentSetting): Promise<Saved> {
    const unbegun = needsBook === true ? await unbegunBook(needs, turn) : undefined;
    if (unbegun !== undefined) return { kind: 'not-saved', reply: unbegun };
    const was = await valueOf(needs, key);
    if (was === undefined) return changedMeanwhile(needs, turn);
    const asked = await facts.read(needs, turn, { was, typed });
    if (!asked.ok)
      return { kind: 'not-saved', reply: await form(needs, turn, { wrong: { typed, errors: asked.refusal } }) };
    const saved = await change(needs, turn, { was, is: asked.value.is });
    const reply = saved.kind === 'saved' ? await asked.value.whenKept?.() : undefined;
    return reply === undefined ? saved : { kind: 'saved-and-told', reply };
  }

  return {
    ...{ name, group },
    standing: async (needs, turn) => {
      const { value, last } = await needs.choices.of(name);
      const shown = await facts.shown(needs, turn, value);
      return shown === undefined ? undefined : { value: shown, about: '', changed: last };
    },
    changing: {
      open: async (needs, turn) =>
        (needsBook === true ? await unbegunBook(needs, turn) : undefined) ?? form(needs, turn),
      save,
      undo: async (needs, turn, number) => {
        const { last } = await needs.choices.of(name);
        return last?.number === number
          ? change(needs, turn, { was: last.is, is: last.was })
          : changedMeanwhile(needs, turn);
      },
    },
  };
}
