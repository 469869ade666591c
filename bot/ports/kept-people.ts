import type { Instant, Person } from '../../core/index.ts';

/** How far what is kept of the directory has come. */
export interface PeopleMark {
  /** From which changes are told next; undefined once it has expired, and everybody must be read again. */
  readonly link: string | undefined;
  /** When everybody was read last. */
  readonly readAt: Instant;
  /** Up to when changes are in it. */
  readonly asOf: Instant;
}

/** Somebody in the order in which they were kept; `person` is undefined of who has left. */
export interface KeptPerson {
  readonly id: string;
  readonly version: number;
  readonly person: Person | undefined;
}

/** Where a reader has come to: what is kept after it is new to them. */
export type KeptPlace = Pick<KeptPerson, 'id' | 'version'>;

/**
 * The directory's people as they were read, one record each, shared by all who read the store. It can always be read anew: it is in no
 * archive. A mark is kept in one transaction with what it covers, and may go back: changes told again are the same.
 */
export interface KeptPeople {
  /** Undefined until everybody was read once. */
  mark(): Promise<PeopleMark | undefined>;
  /** What was kept after that place, in order. */
  since(place: KeptPlace, limit: number): Promise<readonly KeptPerson[]>;
  /** Gives the version that these have. */
  keep(changes: {
    readonly people: readonly Person[];
    readonly gone: readonly string[];
    readonly mark?: PeopleMark | undefined;
  }): Promise<number>;
}
