import { z } from 'zod';
import { rights as allRights, type Instant, type Right } from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

const right = z.enum(allRights);
/** Object ids are compared in the case that Graph writes them. */
const holder = z.object({ kind: z.enum(['person', 'group']), id: z.string().toLowerCase() });
const said = z.object({
  by: z.string(),
  at: z.int(),
  /** The groups that had the right to money and that whoever said it was in then. */
  through: z.array(z.string()).exactOptional(),
});
const given = said.extend({ right, to: holder });
const narrowing = said.extend({ right });
const change = said.extend({ what: z.enum(['given', 'taken', 'narrowed', 'widened']), right, to: holder.optional() });

const document = z.object({
  given: z.array(given),
  narrowed: z.array(narrowing),
  /** What led here, oldest first. */
  changes: z.array(change),
});

/** Who has a right that no role gives: a person or a group, by object id. */
export type RightHolder = z.infer<typeof holder>;

/** One right, whom it was given to, by whom and when. */
export type GivenRight = z.infer<typeof given>;

/** One thing that was said about rights. */
export type RightChange = z.infer<typeof change>;

/** Every right that was given, which of them roles give no longer, and how it came to that. */
export type RightsKept = z.infer<typeof document>;

/** Who said it, and when; and by which groups they may have had the right to. */
export interface RightSaid {
  readonly by: string;
  readonly at: Instant;
  readonly through?: string[];
}

/** Far more than an organization makes in years; older ones are forgotten. */
const mostChanges = 1000;

const fresh: RightsKept = { given: [], narrowed: [], changes: [] };

/** Rights given to people and groups (B8); each change with who made it. */
export class Rights {
  readonly #document: TypedDocument<RightsKept, RightsKept>;

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'rights', document, fresh);
  }

  read(): Promise<RightsKept> {
    return this.#document.read();
  }

  /** Gives a right; one that is held already stays as it was given. */
  async give(what: Right, to: RightHolder, by: RightSaid): Promise<void> {
    await this.#document.change(kept =>
      isGiven(kept, what, to)
        ? kept
        : noted(
            { ...kept, given: [...kept.given, { right: what, to, ...by }] },
            { what: 'given', right: what, to, ...by },
          ),
    );
  }

  /**
   * Takes a right back that was given; `nobody-left` where no role gives it and nobody else has it, and nothing is taken. Said again by whoever
   * took it last it is `done`; by others it is `not-given`.
   */
  async take(what: Right, from: RightHolder, by: RightSaid): Promise<'done' | 'nobody-left' | 'not-given'> {
    const after = await this.#document.change(kept => {
      const isLast = isNarrowed(kept, what) && holdersOf(kept, what).every(({ to }) => isSame(to, from));
      return isLast || !isGiven(kept, what, from)
        ? kept
        : noted(
            { ...kept, given: kept.given.filter(one => !isIt(one, what, from)) },
            { what: 'taken', right: what, to: from, ...by },
          );
    });
    if (isGiven(after, what, from)) return 'nobody-left';
    const last = after.changes.findLast(one => one.right === what && one.to !== undefined && isSame(one.to, from));
    return last?.by === by.by ? 'done' : 'not-given';
  }

  /** From now on only those have it whom it was given to, and no role gives it; `nobody-left` where it was given to nobody, and it stays. */
  async narrow(what: Right, by: RightSaid): Promise<'done' | 'nobody-left'> {
    const after = await this.#document.change(kept =>
      holdersOf(kept, what).length === 0 || isNarrowed(kept, what)
        ? kept
        : noted(
            { ...kept, narrowed: [...kept.narrowed, { right: what, ...by }] },
            { what: 'narrowed', right: what, ...by },
          ),
    );
    return isNarrowed(after, what) ? 'done' : 'nobody-left';
  }

  /** From now on roles give it too. */
  async widen(what: Right, by: RightSaid): Promise<void> {
    await this.#document.change(kept =>
      isNarrowed(kept, what)
        ? noted(
            { ...kept, narrowed: kept.narrowed.filter(one => one.right !== what) },
            { what: 'widened', right: what, ...by },
          )
        : kept,
    );
  }
}

/** Whether that right was given to exactly that person or group. */
export const isGiven = ({ given: all }: RightsKept, what: Right, to: RightHolder): boolean =>
  all.some(one => isIt(one, what, to));

/** Whom a right was given to. */
export const holdersOf = ({ given: all }: RightsKept, what: Right): readonly GivenRight[] =>
  all.filter(({ right: one }) => one === what);

/**
 * What is left without what somebody gave, or those gave to whom they ever gave anything, by themselves or by a group that they were in when they
 * gave it, or that `isIn` says they are in: nobody makes their own second person (P5).
 */
export async function apartFrom(
  kept: RightsKept,
  giver: string,
  isIn: (person: string, groups: readonly string[]) => Promise<boolean>,
): Promise<RightsKept> {
  const gifts = [...kept.given, ...kept.changes.filter(({ what }) => what === 'given')];
  const givers = new Set([giver]);
  for (let before = 0; before < givers.size;) {
    before = givers.size;
    const theirs = gifts.filter(({ by }) => givers.has(by));
    for (const { to } of theirs) if (to?.kind === 'person') givers.add(to.id);
    // Of a group, which may be everybody, only the right with which rights are given.
    const groups = new Set(
      theirs.flatMap(({ right: what, to }) => (to?.kind === 'group' && what === 'money' ? to.id : [])),
    );
    if (groups.size === 0) continue;
    for (const { by, through = [] } of gifts) if (through.some(group => groups.has(group))) givers.add(by);
    for (const by of new Set(gifts.map(gift => gift.by)))
      if (!givers.has(by) && (await isIn(by, [...groups].toSorted()))) givers.add(by);
  }
  return { ...kept, given: kept.given.filter(({ by }) => !givers.has(by)) };
}

/** Whether no role gives it any more. */
export const isNarrowed = ({ narrowed }: RightsKept, what: Right): boolean =>
  narrowed.some(({ right: one }) => one === what);

const isIt = ({ right: one, to: holder }: GivenRight, what: Right, to: RightHolder): boolean =>
  one === what && isSame(holder, to);

const isSame = (one: RightHolder, other: RightHolder): boolean => one.kind === other.kind && one.id === other.id;

const noted = (kept: RightsKept, made: RightChange): RightsKept => ({
  ...kept,
  changes: [...kept.changes, made].slice(-mostChanges),
});
