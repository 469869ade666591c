/** What the buttons of all cards send back, by verb. What comes back is untrusted and parsed again. */
export interface Verbs {
  /** Runs a typed command as the person who presses. */
  readonly run: { readonly text: string };
  /** Another page of the list that a typed command made, in its place; `place` is where it begins, in the command's own words. */
  readonly page: { readonly text: string; readonly place: string };
  /** `run` from an alert's card, which is not replaced by the answer. */
  readonly 'run-beside': { readonly text: string; readonly matter: string };
  /** The card of whoever asks, where others see set-up too. */
  readonly 'setup-show': { readonly whose: 'own' };
  readonly 'setup-billing': { readonly version: number; readonly billing: 'prepaid' | 'postpaid' };
  readonly 'setup-go': { readonly version: number; readonly step: string };
  readonly 'setup-assign': { readonly version: number; readonly who: 'all' | 'chosen' | 'failed' | 'rest' };
  readonly 'setup-stop': { readonly version: number };
  readonly 'setup-locate': { readonly version: number };
  /** Gives the credits license to these people, and to those chosen on the card; or to all who lack it. */
  readonly 'assign-credits': {
    readonly order: string;
    readonly who: 'all' | 'named';
    readonly people: readonly string[];
  };
  /** Removes it from these people, and from those chosen on the card. */
  readonly 'remove-credits': { readonly order: string; readonly people: readonly string[] };
  /** Gives it to a group, or takes it from one: for all in it. */
  readonly 'group-credits': { readonly order: string; readonly group: string; readonly deed: 'give' | 'take' };
  /** `matter`: the alert that it is pressed on, which knows the person, '' for none; `seen`: how many wishes about this person the card knew of. */
  readonly 'paid-calls': {
    readonly person: string;
    readonly matter: string;
    readonly wants: 'stopped' | 'restored';
    readonly seen: number;
  };
  readonly 'assign-stop': { readonly order: string };
  /** Those for whom it failed, or who are left after a stop, once more. */
  readonly 'assign-again': { readonly order: string };
  /** `rule`: the rule that the form was made of. */
  readonly 'setup-order': {
    readonly version: number;
    readonly rule: string;
    readonly hasCap: true;
    /** Whether the form has a field for what to fill up to. */
    readonly hasTarget: boolean;
  };
  /** `sure` is the amount of a large order that was asked about once more; '' otherwise. */
  readonly 'setup-place': { readonly version: number; readonly sure: string };
  /** Between an order and credits that there are already. */
  readonly 'setup-way': { readonly version: number; readonly way: 'order' | 'existing' };
  readonly 'setup-existing': { readonly version: number };
  readonly 'setup-record': { readonly version: number };
  readonly 'setup-budget': { readonly version: number };
  readonly 'add-funds': { readonly order: string };
  /** `sure` is the amount of a large order that was asked about once more; '' otherwise. */
  readonly 'place-order': {
    readonly order: string;
    readonly amount: string;
    /** The way to pay, by its key. */
    readonly payment: string;
    readonly beside: boolean;
    /** What was open when it was reviewed, by key. */
    readonly open: readonly string[];
    readonly sure: string;
  };
  /** `rule`: the rule that the form was made of; `atOnce`: the charge that the card has said saving makes, or ''. */
  readonly 'auto-recharge': {
    readonly isForm: true;
    readonly rule: string;
    readonly atOnce: string;
    readonly hasTarget: boolean;
  };
  /** `was`: the ways to pay that the form was made of; `atOnce` as of the rule. */
  readonly 'payment-methods': {
    readonly was: { readonly payment: string; readonly backup: string };
    readonly atOnce: string;
  };
  /** A refund, a charge-back or a reversal; `micros` is the amount that was reviewed, `id` the one that its entry will have. */
  readonly 'give-back': {
    readonly id: string;
    readonly deed: 'refund' | 'charge-back' | 'reverse';
    readonly what:
      | { readonly kind: 'purchase'; readonly invoice: number }
      | { readonly kind: 'reconciliation' | 'return'; readonly id: string };
  } & (
    | { readonly step: 'ask'; readonly amount: string; readonly reason: string }
    | { readonly step: 'review' }
    | { readonly step: 'record'; readonly micros: number; readonly reason: string }
  );
  /** The balance that the admin center showed; `at` is the instant that was reviewed. */
  readonly reconcile: { readonly id: string } & (
    | { readonly step: 'ask'; readonly amount: string; readonly day: string }
    | { readonly step: 'review' }
    | { readonly step: 'record'; readonly micros: number; readonly at: number }
  );
  readonly 'show-reconciliation': { readonly id: string };
  /**
   * The balance that the admin center shows, from a digest: its Monday, as of when it was drawn, and its matter ('' for none). `micros` and
   * `seen` are the amount and the instant that were reviewed.
   */
  readonly 'check-balance': { readonly monday: string; readonly at: number; readonly matter: string } & (
    | { readonly step: 'ask' }
    | { readonly step: 'state' }
    | { readonly step: 'record'; readonly micros: number; readonly seen: number }
  );
  /** A verdict on held calls: those chosen on the card, or all of a question; `seen` names those that were reviewed, `micros` the amount. */
  readonly answer: {
    readonly verdict: 'bill' | 'ignore';
    readonly question: string;
    readonly which: 'chosen' | 'all';
  } & (
    | { readonly step: 'review'; readonly rows?: string }
    | {
        readonly step: 'record';
        readonly id: string;
        readonly rows: string;
        readonly seen: string;
        readonly micros: number | null;
      }
  );
  /** An order as it is now, by the key of its payment. */
  readonly 'show-order': { readonly payment: string };
  /** What was bought for an order; `micros`, `at` and `seen` are what was reviewed: the amount, the day, and the purchases that it may be already. */
  readonly 'confirm-purchase': { readonly payment: string } & (
    | {
        readonly step: 'ask';
        readonly typed?: { readonly amount: string; readonly day: string; readonly reference: string };
      }
    | { readonly step: 'expected' }
    | { readonly step: 'review' }
    | {
        readonly step: 'record';
        readonly micros: number;
        readonly at: number;
        readonly reference: string;
        readonly seen: readonly number[];
      }
    | { readonly step: 'link'; readonly invoice: number }
  );
  /** It did not come about. */
  readonly 'end-order': { readonly payment: string; readonly step: 'ask' | 'record' };
  /** The same from an alert's card, which stays. */
  readonly 'order-beside': {
    readonly payment: string;
    readonly matter: string;
    readonly wants: 'ask' | 'expected' | 'end';
  };
  /** Of the last recharge that was declined where `payment` is ''. */
  readonly 'card-holder': { readonly payment: string };
  /** Sends what is above the limit to a second person: a command as plain data, read again, and the reason that was given for it. */
  readonly 'ask-approval': { readonly proposal: object; readonly reason: string };
  /** `approval` names what was asked. */
  readonly 'show-approval': { readonly approval: string };
  /** `atOnce`: what it charges at once beside what was asked, in micro-units, as the card says. */
  readonly approve: { readonly approval: string; readonly atOnce: number };
  readonly 'decline-approval': { readonly approval: string; readonly step: 'ask' | 'record' };
  readonly 'withdraw-approval': { readonly approval: string };
  /** Above which sum a second person is needed. */
  readonly 'approval-limit': { readonly isForm: true; readonly turnsOff: boolean };
  /** Offers the file that the form asks for. */
  readonly export: { readonly isForm: true };
  readonly 'export-link': { readonly export: string };
  /** A document by mail: as it was reviewed, with the addresses that were shown; or what became of it. */
  readonly 'email-document': { readonly id: string } & (
    { readonly step: 'send'; readonly asked: object; readonly to: readonly string[] } | { readonly step: 'show' }
  );
  /** A month by department, or one department's people; `from` lines come before those that are shown. */
  readonly departments: {
    readonly month: string;
    readonly group:
      { readonly kind: 'department'; readonly name: string } | { readonly kind: 'none' | 'unknown' | 'erased' } | null;
    readonly from: number;
  };
  /** What says which department people are in; the form has it. */
  readonly 'department-source': {
    readonly step: 'ask' | 'save' | 'anew' | 'undo-anew';
    /** Since when closed months are fixed as they are: what was reviewed, or is taken back. Without it `anew` asks first. */
    readonly since?: number;
  };
  /** A budget by its id. */
  readonly budget: { readonly budget: string };
  /** `budget` is '' for a new one; `seen` is the number of the version that the card shows, 0 for none. */
  readonly 'change-budget': {
    readonly step: 'ask' | 'save' | 'remove' | 'undo' | 'ask-move' | 'move';
    readonly budget: string;
    readonly seen: number;
  };
  readonly acknowledge: { readonly matter: string };
  /** For how long is chosen in the card's field `for`. */
  readonly snooze: { readonly matter: string };
  /** What a conversation is told of, as a form. */
  readonly 'alerts-form': { readonly conversation: string };
  /** `seen`: which of its changes the form was made after. */
  readonly 'save-alerts': { readonly conversation: string; readonly seen: number };
  readonly 'stop-alerts': { readonly conversation: string };
  /** Opens a setting; `place` is a page of its list. */
  readonly setting: { readonly setting: string; readonly place: string };
  /** `key`: what the form was made of; `place`: the one of a list that it is of; `remove`: the one that is taken off it. */
  readonly 'save-setting': {
    readonly setting: string;
    readonly key: string;
    readonly place?: string;
    readonly remove?: string;
  };
  /** Takes back the change of that number. */
  readonly 'undo-setting': { readonly setting: string; readonly number: number };
  /** To those in the form, or to the one that it was just taken from. */
  readonly 'give-right': { readonly right: string; readonly to: string };
  readonly 'take-right': { readonly right: string; readonly from: string };
  /** Files that came without a word, as Teams gave them. */
  readonly 'import-files': { readonly files: readonly { readonly name: string; readonly url: string }[] };
  readonly 'narrow-right': { readonly right: string; readonly isNarrowed: boolean };
}

export type Verb = keyof Verbs;

/** The fields for choosing among people of one name; beyond five such names, addresses have to be typed. */
export const choiceIds = ['people0', 'people1', 'people2', 'people3', 'people4'] as const;
export type ChoiceId = (typeof choiceIds)[number];

/** What can be had as a file, and as which. */
export const exportKinds = ['calls', 'statement', 'invoices', 'departments', 'ledger', 'licenses', 'savings'] as const;
export const exportFormats = ['xlsx', 'pdf', 'csv'] as const;

/** A button as layouts know it. `inputs: 'none'` submits no form, so that validation never blocks Back and Cancel (B6). */
export interface Button {
  readonly title: string;
  readonly verb: Verb;
  readonly data: object;
  readonly inputs: 'auto' | 'none';
  readonly style: 'default' | 'positive';
  /** `secondary` is behind the dots at the end, on cards of set-up. */
  readonly mode: 'primary' | 'secondary';
}

export function button<Name extends Verb>(
  title: string,
  verb: Name,
  data: Verbs[Name],
  more: Partial<Pick<Button, 'inputs' | 'style' | 'mode'>> = {},
): Button {
  return { title, verb, data, inputs: 'none', style: 'default', mode: 'primary', ...more };
}
