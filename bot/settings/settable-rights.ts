import type { Right } from '../../core/index.ts';

/** The rights that are set here. */
export const settableRights = ['look', 'detail', 'licenses', 'money', 'approve'] as const satisfies readonly Right[];
export type SettableRight = (typeof settableRights)[number];

/** What somebody sent to be given a right, and what is wrong with it. */
export interface TypedHolder {
  readonly group: string;
  readonly errors: { readonly person: string; readonly group: string };
}
