import type { Examination, Session } from './terminal.ts';

/** An option of a verb: one without a `value` is a flag. */
export interface Option {
  /** What help writes for its value: AMOUNT. */
  readonly value?: string;
  readonly about: string;
  readonly isNeeded?: true;
  /** What is meant by its text: no verb sees the text itself. */
  readonly reads?: (text: string) => string;
}

export type Options = Readonly<Record<string, Option>>;

/** What was typed for each option of a verb. */
export type Values<Own extends Options> = {
  readonly [Name in keyof Own]: Own[Name] extends { readonly value: string }
    ? Own[Name] extends { readonly isNeeded: true }
      ? string
      : string | undefined
    : boolean;
};

/** A verb of the command line, as its help shows it. */
interface Described<Own extends Options> {
  readonly name: string;
  /** What it does, in a line. */
  readonly about: string;
  /** A call that works, as its help shows it. */
  readonly example: string;
  /** What help writes for the arguments that are no options; a verb without it takes none. */
  readonly takes?: string;
  /** The options that it knows, beside --tenant and --json. */
  readonly options: Own;
}

/** One that works on a wallet: its help, what is read of it, and the types of its values all come from here. */
interface Definition<Own extends Options> extends Described<Own> {
  /** It is about the whole store, and needs no --tenant. */
  readonly isOfStore?: true;
  /** Whether it takes over another store, and may be run on one that would be refused. */
  readonly mends?: true;
  readonly run: (session: Session, values: Values<Own>, words: readonly string[]) => Promise<void>;
}

/** One that is run where others are refused: with wrong settings, and without a store. */
interface ExaminingDefinition<Own extends Options> extends Described<Own> {
  readonly examine: (examination: Examination, values: Values<Own>) => Promise<void>;
}

export type WalletVerb = Definition<Options>;
export type ExaminingVerb = ExaminingDefinition<Options>;
export type Verb = WalletVerb | ExaminingVerb;

/** Defines a verb; its options are read as they are declared, so that their values have these types. */
export const verb = <const Own extends Options>(definition: Definition<Own>): WalletVerb => ({
  ...definition,
  run: (session, values, words) => definition.run(session, values as Values<Own>, words),
});

/** The same for one that examines. */
export const examiningVerb = <const Own extends Options>(definition: ExaminingDefinition<Own>): ExaminingVerb => ({
  ...definition,
  examine: (examination, values) => definition.examine(examination, values as Values<Own>),
});
