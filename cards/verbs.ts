/** What the buttons of all cards send back, by verb. What comes back is untrusted and parsed again. */
export interface Verbs {
  /** Types a command for whoever presses. */
  readonly run: { readonly text: string };
  /** The same from an alert's card, which is to stay as it is. */
  readonly 'run-beside': { readonly text: string; readonly alert: string };
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
  readonly 'assign-stop': { readonly order: string };
  readonly 'setup-order': { readonly version: number };
  readonly 'setup-place': { readonly version: number };
  readonly 'setup-budget': { readonly version: number };
  readonly 'add-funds': { readonly order: string };
  readonly 'place-order': { readonly order: string; readonly amount: string; readonly beside: boolean };
  readonly 'auto-recharge': { readonly isForm: true };
  readonly 'confirm-purchase': { readonly key: string };
  readonly acknowledge: { readonly alert: string };
}

export type Verb = keyof Verbs;

/** The fields in which people of one name are chosen; more names than this are to be typed as addresses. */
export const choiceIds = ['people0', 'people1', 'people2', 'people3', 'people4'] as const;
export type ChoiceId = (typeof choiceIds)[number];

/** A button as layouts know it. `inputs` is what it takes along: nothing, for Back and Cancel, so that they are never blocked. */
export interface Button {
  readonly title: string;
  readonly verb: Verb;
  readonly data: object;
  readonly inputs: 'auto' | 'none';
  readonly style: 'default' | 'positive';
}

export function button<Name extends Verb>(
  title: string,
  verb: Name,
  data: Verbs[Name],
  more: Partial<Pick<Button, 'inputs' | 'style'>> = {},
): Button {
  return { title, verb, data, inputs: 'none', style: 'default', ...more };
}
