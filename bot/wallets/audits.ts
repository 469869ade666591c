import { z } from 'zod';
import type { Damage, Result, Wallet } from '../../core/index.ts';
import type { Clock, Documents } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';
import type { Ledger } from './ledger.ts';

const verified = z.object({ at: z.int(), seq: z.int(), head: z.string() });

/** When the journal was last found to be whole, and up to which entry. */
export type Verified = z.infer<typeof verified>;

/** A check that is going on. */
export interface RunningAudit {
  /** Entries checked so far. */
  readonly checked: number;
  readonly result: Promise<Result<Wallet, Damage>>;
}

/** Checks the whole journal, once for all who ask meanwhile, and remembers when it was last whole. */
export class Audits {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #verified: TypedDocument<Verified>;
  #running: RunningAudit | undefined;

  constructor({ ledger, documents, clock }: { ledger: Ledger; documents: Documents; clock: Clock }) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#verified = new TypedDocument(documents, 'verified', verified);
  }

  get running(): RunningAudit | undefined {
    return this.#running;
  }

  /** When it was last whole; a damaged document costs another check, and no failure. */
  last(): Promise<Verified | undefined> {
    return this.#verified.readIntact();
  }

  /** The check that is going on, or a new one. */
  run(): Promise<Result<Wallet, Damage>> {
    return (this.#running ?? this.#begin()).result;
  }

  #begin(): RunningAudit {
    const progress = { checked: 0 };
    const result = this.#check(seq => (progress.checked = seq)).finally(() => (this.#running = undefined));
    this.#running = Object.assign(progress, { result });
    return this.#running;
  }

  async #check(onProgress: (seq: number) => void): Promise<Result<Wallet, Damage>> {
    const checked = await this.#ledger.audit(onProgress);
    if (!checked.ok) return checked;
    const { seq, head } = checked.value;
    await this.#verified.write({ at: this.#clock.now(), seq, head });
    return checked;
  }
}
