import { z } from 'zod';
import { dayMs, identify, type CallRow, type Hash, type IdentifiedRow, type Wallet } from '../../core/index.ts';
import type { Clock, Documents, Journal, Rows } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';
import { rememberedOf, type RememberedCalls, type Remembering } from './remembered-calls.ts';
import type { ReplayPlan } from './replay.ts';

/** So long rows are looked for that are known by their entries alone: Microsoft keeps the log for a year (M8). */
const awaitedForMs = 400 * dayMs;

const shape = z.object({
  since: z.int(),
  replays: z.array(z.object({ after: z.int(), to: z.int() })).default([]),
  ignored: z.array(z.string()).default([]),
  reversed: z.array(z.string()).default([]),
});

export interface AwaitedCallsPorts {
  readonly documents: Documents;
  readonly journal: Pick<Journal, 'entry'>;
  readonly rows: Pick<Rows, 'complete' | 'known'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly hash: Hash;
}

/** What of a page is drawn together: the places of its rows there, and what was known of them before the store was lost. */
export interface PagePart {
  readonly places: readonly number[];
  readonly remembered?: RememberedCalls;
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
    });
  }

  /** How pages of the log are drawn while there are some: one after the other; undefined while there are none. */
  async takeApart(): Promise<TakeApart | undefined> {
    const awaited = await this.#document.readIntact();
    if (awaited === undefined || this.#ports.clock.now() - awaited.since > awaitedForMs) return undefined;
    const { replays, ignored, reversed } = awaited;
    const versions = { ignored: new Set(ignored), reversed: new Set(reversed) };
    const ignoredRows = new Set(ignored.map(rowOf));
    return (page, wallet) => this.#partsOf(page, { ...versions, ignoredRows, replays, wallet });
  }

  /**
   * First what is known already: it is completed and described, so that it can be seen whether the rest looks like it.
   */
  async *#partsOf(page: readonly CallRow[], remembering: Remembering): AsyncIterable<PagePart> {
    const { rows, hash } = this.#ports;
    const identified = page.map(row => identify(row, hash));
    await rows.complete([...new Map(identified.map(one => [`${one.row.id}#${one.version}`, one])).values()]);
    const { byId } = await rows.known({ ids: page.map(({ id }) => id), lookAlikes: [] });
    const isKnown = ({ row, version }: IdentifiedRow): boolean => byId.get(row.id)?.versions.includes(version) === true;
    const { known = [], others = [] } = Object.groupBy(page.keys().toArray(), place =>
      identified[place] !== undefined && isKnown(identified[place]) ? 'known' : 'others',
    );
    if (known.length > 0) yield { places: known };
    if (others.length === 0) return;
    const asked = identified.filter((_, place) => others.includes(place));
    yield { places: others, remembered: await rememberedOf(this.#ports, asked, remembering) };
  }
}

const rowOf = (name: string): string => name.slice(0, name.lastIndexOf('#'));
