import { z } from 'zod';
import { dayMs, identify, type CallRow, type Hash, type Instant } from '../../core/index.ts';
import type { Clock, Documents, Rows } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

/** So long rows are looked for that are known by their entries alone: Microsoft keeps the log for a year (M8). */
const awaitedForMs = 400 * dayMs;

export interface AwaitedCallsPorts {
  readonly documents: Documents;
  readonly rows: Pick<Rows, 'complete'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly hash: Hash;
}

/** After a restore with a replay: calls that are billed, of which nobody knows yet how long they took and whose they were. The log tells. */
export class AwaitedCalls {
  readonly #ports: AwaitedCallsPorts;
  readonly #document: TypedDocument<{ readonly since: Instant }>;

  constructor(ports: AwaitedCallsPorts) {
    this.#ports = ports;
    this.#document = new TypedDocument(ports.documents, 'awaited-calls', z.object({ since: z.int() }));
  }

  /** There are some from now on. */
  async begin(): Promise<void> {
    await this.#document.write({ since: this.#ports.clock.now() });
  }

  /** Completes those of a page of the log, before it is drawn. */
  async complete(page: readonly CallRow[]): Promise<void> {
    const awaited = await this.#document.readIntact();
    const { rows, clock, hash } = this.#ports;
    if (awaited === undefined || clock.now() - awaited.since > awaitedForMs) return;
    const identified = page.map(row => identify(row, hash));
    await rows.complete([...new Map(identified.map(one => [`${one.row.id}#${one.version}`, one])).values()]);
  }
}
