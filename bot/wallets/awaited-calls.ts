import { z } from 'zod';
import { dayMs, identify, type CallRow, type Hash, type IdentifiedRow, type Wallet } from '../../core/index.ts';
import type { Clock, Documents, Journal, Rows } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';
import { mayBeEarlier, rememberedOf, type RememberedCalls, type Remembering } from './remembered-calls.ts';
import type { ReplayPlan } from './replay.ts';

/** So long rows are looked for that are known by their entries alone: Microsoft keeps the log for a year (M8). */
const awaitedForMs = 400 * dayMs;

const shape = z.object({
  since: z.int(),
  replays: z.array(z.object({ after: z.int(), to: z.int() })).default([]),
  ignored: z.array(z.string()).default([]),
  reversed: z.array(z.string()).default([]),
  /** Versions that cost nothing, found to be of before the one that is billed. */
  earlier: z.array(z.string()).default([]),
});

export interface AwaitedCallsPorts {
  readonly documents: Documents;
  readonly journal: Pick<Journal, 'entry'>;
  readonly rows: Pick<Rows, 'complete' | 'known' | 'versionsOf'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly hash: Hash;
}

/** What of a page is drawn together: the places of its rows there, and what was known of them before the store was lost. */
export interface PagePart {
  readonly places: readonly number[];
  readonly remembered?: RememberedCalls;
}

/** Where a page is from: Microsoft's own log has of each call what holds now, a file what held when it was made. */
export type PageSource = 'log' | 'file';

/** What is awaited, for one who reads pages of a source. */
export interface AwaitedFrom {
  /** How its pages are drawn while something is awaited: one after the other; undefined while nothing is. */
  readonly takeApart: () => Promise<TakeApart | undefined>;
}

/** Takes a page apart; the second part is worked out once the first has been drawn. */
export type TakeApart = (page: readonly CallRow[], wallet: Wallet) => AsyncIterable<PagePart>;

/** After a restore with a replay: calls that are billed, of which nobody knows yet how long they took and whose they were. The log tells. */
export class AwaitedCalls {
  readonly #ports: AwaitedCallsPorts;
  readonly #document: TypedDocument<z.infer<typeof shape>>;

  constructor(ports: AwaitedCallsPorts) {
    this.#ports = ports;
    this.#document = new TypedDocument(ports.documents, 'awaited-calls', shape);
  }

  /** There are some from now on: of these entries, and of what they say. */
  async begin({ known: after, wallet: { seq: to }, ignored, reversed }: Omit<ReplayPlan, 'head'>): Promise<void> {
    const before = await this.#document.readIntact();
    await this.#document.write({
      since: this.#ports.clock.now(),
      replays: [...(before?.replays ?? []), { after, to }],
      ignored: [...new Set([...(before?.ignored ?? []), ...ignored])],
      reversed: [...new Set([...(before?.reversed ?? []), ...reversed])],
      earlier: before?.earlier ?? [],
    });
  }

  from(source: PageSource): AwaitedFrom {
    return { takeApart: () => this.#takeApart(source) };
  }

  async #takeApart(source: PageSource): Promise<TakeApart | undefined> {
    const awaited = await this.#document.readIntact();
    if (awaited === undefined || this.#ports.clock.now() - awaited.since > awaitedForMs) return undefined;
    const { replays, ignored, reversed, earlier } = awaited;
    const versions = { ignored: new Set(ignored), reversed: new Set(reversed), earlier: new Set(earlier) };
    const ignoredRows = new Set(ignored.map(rowOf));
    return (page, wallet) => this.#partsOf(page, source, { ...versions, ignoredRows, replays, wallet });
  }

  /**
   * First what is known already: it is completed and described, so that it can be seen whether the rest looks like it.
   */
  async *#partsOf(
    page: readonly CallRow[],
    source: PageSource,
    remembering: Omit<Remembering, 'newer'> & { readonly earlier: Set<string> },
  ): AsyncIterable<PagePart> {
    const { rows, hash } = this.#ports;
    const identified = page.map(row => identify(row, hash));
    const { byId } = await rows.known({ ids: page.map(({ id }) => id), lookAlikes: [] });
    const isKnown = ({ row, version }: IdentifiedRow): boolean => byId.get(row.id)?.versions.includes(version) === true;
    const newer = new Set<string>();
    // Of what comes twice the first place tells.
    for (const [name, place] of new Map(identified.map((one, at) => [nameOf(one), at] as const).toReversed())) {
      const one = identified[place];
      if (one === undefined || !mayBeEarlier(one, byId.get(one.row.id), remembering)) continue;
      if (await this.#isNewer(one.row.id, { place, page: identified, source })) newer.add(name);
    }
    await rows.complete([...new Map(identified.map(one => [nameOf(one), one])).values()]);
    const { known = [], others = [] } = Object.groupBy(page.keys().toArray(), place =>
      identified[place] !== undefined && isKnown(identified[place]) ? 'known' : 'others',
    );
    if (known.length > 0) yield { places: known };
    if (others.length === 0) return;
    const asked = identified.filter((_, place) => others.includes(place));
    const remembered = await rememberedOf(this.#ports, asked, { ...remembering, newer });
    await this.#note(remembered.earlier, remembering.earlier);
    yield { places: others, remembered };
  }

  /** Whether a version of a row came after the one that is billed: that was read again before it, or the log has it by now. */
  async #isNewer(
    id: string,
    {
      place,
      page,
      source,
    }: { readonly place: number; readonly page: readonly IdentifiedRow[]; readonly source: PageSource },
  ): Promise<boolean> {
    const standing = (await this.#ports.rows.versionsOf(id)).find(one => one.row.id === id && one.state === 'standing');
    if (standing === undefined) return false;
    // What is known by its entry alone has not yet the facts that its version is the digest of.
    if (identify(standing.row, this.#ports.hash).version === standing.version) return true;
    const readAt = page.findIndex(one => one.row.id === id && one.version === standing.version);
    return readAt === -1 ? source === 'log' : readAt < place;
  }

  /** So that they are known again when they come once more, after the one that is billed. */
  async #note(found: readonly string[], earlier: Set<string>): Promise<void> {
    const added = found.filter(name => !earlier.has(name));
    if (added.length === 0) return;
    await this.#document.change(kept =>
      kept === undefined ? kept : { ...kept, earlier: [...new Set([...kept.earlier, ...added])] },
    );
    for (const name of added) earlier.add(name);
  }
}

const nameOf = ({ row, version }: IdentifiedRow): string => `${row.id}#${version}`;
const rowOf = (name: string): string => name.slice(0, name.lastIndexOf('#'));
