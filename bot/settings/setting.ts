import { termsOf, type Instant, type Terms } from '../../core/index.ts';
import type { Word } from '../../cards/words.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Ledger } from '../wallets/ledger.ts';

/** A setting by its word. */
export type SettingName = Word extends infer One ? (One extends `setting.name.${infer Name}` ? Name : never) : never;

/** Under which heading it stands. */
export type SettingGroup = 'people' | 'money' | 'messages';

/** How a setting stands now. */
export interface Standing {
  readonly value: string;
  /** Why it cannot be changed, or what it is for; '' for nothing. */
  readonly about: string;
  readonly changed: { readonly by: string; readonly at: Instant } | undefined;
}

/** A field of a setting's form: typed into, or one of some choices. */
export interface SettingField {
  readonly id: string;
  readonly label: string;
  /** Left out where it is typed into. */
  readonly options?: readonly { readonly title: string; readonly value: string }[];
}

/** What was typed, or what is wrong with it, by the ids of fields. */
export type ByField = Readonly<Record<string, string>>;

/** What was typed into a form, and what is wrong with it. */
export interface Wrong {
  readonly typed: ByField;
  readonly errors: ByField;
}

/** What a form sent: the key of what it was made of, and its fields. */
export interface SentSetting {
  readonly key: string;
  readonly typed: ByField;
}

/** What came of a change: it stands, and can be taken back by its number if it has one; or another card answers, whether it stands or not. */
export type Saved =
  | { readonly kind: 'saved'; readonly number: number | undefined }
  | { readonly kind: 'saved-and-told'; readonly reply: Reply }
  | { readonly kind: 'not-saved'; readonly reply: Reply };

/** One setting: how it stands, and how it is changed by whoever may move money. What it needs is in its type. */
export interface OrganizationSetting<in Needs> {
  readonly name: SettingName;
  readonly group: SettingGroup;
  /** Undefined where there is none yet, as of a book that was not begun. */
  readonly standing: (needs: Needs, turn: Turn) => Promise<Standing | undefined>;
  /** Left out where nobody can change it. */
  readonly changing?: {
    /** Whether whoever may look may open it too, and then sees no buttons. */
    readonly isReadable?: true;
    readonly open: (needs: Needs, turn: Turn, how: Opened) => Promise<Reply>;
    /** Left out where its card has buttons of its own. */
    readonly save?: (needs: Needs, turn: Turn, sent: SentSetting) => Promise<Saved>;
    /** Takes back the change of that number, if it is the last. */
    readonly undo?: (needs: Needs, turn: Turn, number: number) => Promise<Saved>;
  };
}

export interface Opened {
  readonly mayChange: boolean;
  /** Which page of its list; '' for the first. Untrusted. */
  readonly place: string;
}

/** The facts of the book, if it has begun and can be read. */
export async function termsIfAny({ ledger }: { readonly ledger: Ledger }): Promise<Terms | undefined> {
  const read = await ledger.read();
  return read.ok ? read.value.wallet.terms : undefined;
}

/** What to do first where there is no book, or where it cannot be read. */
export async function unbegunBook(
  { ledger }: { readonly ledger: Ledger },
  { speech }: Turn,
): Promise<Reply | undefined> {
  const read = await ledger.read();
  if (!read.ok) return { card: refusalCard(speech, read.refusal, 'USD') };
  const terms = termsOf(read.value.wallet);
  return terms.ok ? undefined : { card: refusalCard(speech, terms.refusal, 'USD') };
}
