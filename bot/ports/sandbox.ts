import type { Instant, Micros, Person, RoleName } from '../../core/index.ts';

/** One of the sandbox's people, with what decides what they may do. */
export interface SandboxPerson extends Pick<
  Person,
  'id' | 'name' | 'userPrincipalName' | 'mail' | 'kind' | 'isEnabled'
> {
  readonly roles: readonly RoleName[];
}

/** The sandbox's own levers (B5): its people make calls, its time moves, its state begins anew. */
export interface SandboxControls {
  /** Makes calls that credits pay for, begun between the two instants; with `total` they cost exactly that together. */
  makeCalls(calls: {
    readonly count: number;
    readonly total?: Micros;
    readonly from: Instant;
    readonly to: Instant;
  }): Promise<void>;
  /** Somebody else calls Latvia on one person's account, one call after the other between the two instants: gives whose it is. */
  stealAccount(calls: {
    readonly count: number;
    readonly total: Micros;
    readonly from: Instant;
    readonly to: Instant;
  }): Promise<SandboxPerson>;
  /** Changes the number of people, or the percentage of Graph requests that are throttled (429). */
  become(change: { readonly people?: number; readonly throttled?: number }): Promise<void>;
  people(): Promise<readonly SandboxPerson[]>;
  /** Whom that person acts as; undefined when as themselves. */
  actingAs(personId: string): Promise<SandboxPerson | undefined>;
  /** From now on that person acts as another, or as themselves again. */
  actAs(personId: string, other: string | undefined): Promise<void>;
  setClockOffset(offsetMs: number): void;
  reset(): Promise<void>;
}
