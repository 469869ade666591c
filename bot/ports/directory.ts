import type { Person, Sku } from '../../core/index.ts';

/** Whether somebody may be trusted with anything, as far as the directory can tell. */
export type Holder =
  /** A member, with the role template ids that they hold. */
  | { readonly kind: 'member'; readonly roles: ReadonlySet<string> }
  /** A guest, somebody disabled, or somebody that the directory does not know. */
  | { readonly kind: 'stranger' }
  /** The directory's answer says too little to decide on: the program lacks that permission. */
  | { readonly kind: 'unreadable'; readonly permission: string };

/** What the tenant has subscribed to. */
export interface Subscription {
  readonly skuId: string;
  readonly isEnabled: boolean;
  /** Whether a partner sold it, who bills for it. */
  readonly isByPartner: boolean;
}

/** People and products of the tenant, and what roles somebody holds. */
export interface Directory {
  people(): Promise<readonly Person[]>;
  skus(): Promise<readonly Sku[]>;
  subscriptions(): Promise<readonly Subscription[]>;
  rolesOf(personId: string): Promise<Holder>;
}
