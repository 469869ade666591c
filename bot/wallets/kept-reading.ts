import { z } from 'zod';
import type { Instant } from '../../core/index.ts';
import { DriverError, type Documents } from '../ports/index.ts';

const document = z.object({
  /** The last accepted reading, in wall time. */
  at: z.int(),
  /** When an operator last accepted a reading; null where nobody ever did. */
  confirmedAt: z.int().nullable(),
});

/** The last accepted reading of the clock, as it is stored. */
export type Kept = z.infer<typeof document>;

const name = 'clock';

/** Where an organization's last accepted reading is kept: beside the journal, since it is needed when nothing may be written there. */
export class KeptReading {
  readonly #documents: Documents;
  readonly #isBegun: () => Promise<boolean>;

  /** Nothing is kept before the journal has begun: a store in which there is nothing yet stays so. */
  constructor(documents: Documents, isBegun = (): Promise<boolean> => Promise.resolve(true)) {
    this.#documents = documents;
    this.#isBegun = isBegun;
  }

  /** Undefined where none was ever accepted; one that cannot be read is as good as none. */
  async read(): Promise<Kept | undefined> {
    try {
      return parsed(await this.#documents.read(name));
    } catch (error) {
      if (error instanceof DriverError && error.code === 'damaged-document') return undefined;
      throw error;
    }
  }

  /** Notes an accepted reading: the latest one, or, where a witness said so, this one. Gives whether one is kept now. */
  async note(at: Instant, by: 'continuity' | 'witness'): Promise<boolean> {
    if (!(await this.#isBegun())) return false;
    await this.#documents.change(name, before => {
      const kept = parsed(before);
      if (kept !== undefined && (kept.at === at || (by === 'continuity' && kept.at > at))) return before;
      return { at, confirmedAt: kept?.confirmedAt ?? null };
    });
    return true;
  }

  /** An operator accepts a reading. */
  async confirm(at: Instant): Promise<void> {
    await this.#documents.change(name, () => ({ at, confirmedAt: at }));
  }
}

function parsed(stored: unknown): Kept | undefined {
  const read = document.safeParse(stored);
  return read.success ? read.data : undefined;
}
