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
  type Opened,
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

/** A choice, and who looks at what of it. */
type KeptAndOpened = Kept & { readonly opened: Opened };

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
  /** Whether what is kept may stand in no card: a secret, or more than one has room for. */
  readonly isKeptBack?: true;
  /** Whether whoever may look may open it too. */
  readonly isReadable?: true;
  /** Whether its own card answers a change, for whoever has more to change. */
  readonly staysOpen?: true;
  /** How it stands, in words; undefined for one that there is not yet. */
  readonly shown: (needs: Needs, turn: Turn, value: string | null) => Promise<string | undefined>;
  /** What its card shows: as it stands, or with what was wrong. */
  readonly body: (needs: Needs, turn: Turn, kept: KeptAndOpened, wrong: Wrong | undefined) => Promise<SettingBody>;
  /** What a form that was made of that value asks for, or what is wrong by field. */
  readonly read: (
    needs: Needs,
    turn: Turn,
    sent: { readonly was: string | null; readonly typed: ByField },
  ) => Promise<Result<ChoiceAsked, ByField>>;
}

/** A choice as a setting: its card, a change that loses nobody else's, who made it, and the way back. */
export function choiceSetting<Needs extends ChoiceNeeds>(facts: ChoiceSetting<Needs>): OrganizationSetting<Needs> {
  const { name, group, needsBook, isKeptBack, isReadable, staysOpen } = facts;

  /** What the card was made of; of what is kept back, the number of its last change. */
  const keyOf = ({ value, last }: Kept): string => (isKeptBack === true ? String(last?.number ?? 0) : (value ?? ''));

  async function form(
    needs: Needs,
    turn: Turn,
    {
      wrong,
      notice = '',
      opened = { mayChange: true, place: '' },
    }: { readonly wrong?: Wrong; readonly notice?: string; readonly opened?: Opened } = {},
  ): Promise<Reply> {
    const kept = await needs.choices.of(name);
    const { last } = kept;
    const names = await needs.names.of(last !== undefined && isObjectId(last.by) ? [last.by] : []);
    const body = await facts.body(needs, turn, { ...kept, opened }, wrong);
    return { card: settingForm(turn.speech, { name, notice, key: keyOf(kept), last, names }, body) };
  }

  const savedForm = (needs: Needs, turn: Turn): Promise<Reply> => {
    const { speech } = turn;
    return form(needs, turn, { notice: speech.say('setting.saved', { setting: speech.say(`setting.name.${name}`) }) });
  };

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
    if (isKeptBack !== true) return key === '' ? null : key;
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
      return {
        kind: 'not-saved',
        reply: await form(needs, turn, {
          wrong: { typed, errors: asked.refusal },
          opened: { mayChange: true, place: typed['place'] ?? '' },
        }),
      };
    const saved = await change(needs, turn, { was, is: asked.value.is });
    if (saved.kind !== 'saved') return saved;
    const reply = await asked.value.whenKept?.();
    if (reply !== undefined) return { kind: 'saved-and-told', reply };
    return staysOpen === true ? { kind: 'saved-and-told', reply: await savedForm(needs, turn) } : saved;
  }

  return {
    ...{ name, group },
    standing: async (needs, turn) => {
      const { value, last } = await needs.choices.of(name);
      const shown = await facts.shown(needs, turn, value);
      return shown === undefined ? undefined : { value: shown, about: '', changed: last };
    },
    changing: {
      ...(isReadable !== undefined && { isReadable }),
      open: async (needs, turn, opened) =>
        (needsBook === true ? await unbegunBook(needs, turn) : undefined) ?? form(needs, turn, { opened }),
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
