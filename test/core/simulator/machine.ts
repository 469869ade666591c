import type { Transaction, Journal, Payments } from '../../../bot/ports/index.ts';
import { changedGateway } from '../../support/changed-gateway.ts';

/** Ends whatever the program was doing when the power was cut. */
export class PowerCut extends Error {}

/** A machine that dies at a chosen step: before or after an effect of the program on the outside. */
export class Machine {
  #stepsLeft = Infinity;
  #isDead = false;

  /** Dies at that many steps from now. */
  dieIn(steps: number): void {
    this.#stepsLeft = steps;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** The journal as the program on this machine has it: an append is atomic, and its response may be lost. */
  journal(journal: Journal): Journal {
    return {
      entriesAfter: (seq, limit) => this.#alive(() => journal.entriesAfter(seq, limit)),
      entriesAt: seqs => this.#alive(() => journal.entriesAt(seqs)),
      entry: id => this.#alive(() => journal.entry(id)),
      actorsOf: seqs => this.#alive(() => journal.actorsOf(seqs)),
      head: () => this.#alive(() => journal.head()),
      append: (after, batch: Transaction) => this.#around(() => journal.append(after, batch)),
      startAnew: () => this.#around(() => journal.startAnew()),
    };
  }

  payments(payments: Payments): Payments {
    return changedGateway(payments, {
      charge: asked => this.#around(() => payments.charge(asked)),
      outcomeOf: payment => this.#around(() => payments.outcomeOf(payment)),
    });
  }

  async #around<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#step();
    const value = await work();
    this.#step();
    return value;
  }

  async #alive<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#isDead) throw new PowerCut('the power is gone');
    return work();
  }

  #step(): void {
    this.#stepsLeft -= 1;
    if (this.#stepsLeft < 0) this.#isDead = true;
    if (this.#isDead) throw new PowerCut('the power is gone');
  }
}
