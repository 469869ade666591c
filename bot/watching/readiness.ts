import { minuteMs, secondMs } from '../../core/index.ts';
import type { Clock, Stores, StoreState } from '../ports/index.ts';
import { within } from '../work/within.ts';
import type { Survey } from './survey.ts';

/** What the program needs to answer. Microsoft is not among it: nobody is helped by a program that stops because another has. */
export interface ReadinessParts {
  /** Whether it has not begun to stop. */
  readonly program: PartState;
  readonly store: PartState;
  readonly writable: PartState;
  readonly migrations: PartState;
  /** Whether organizations are served, each with its credentials. */
  readonly credentials: PartState;
  readonly outbox: PartState;
}

type PartState = 'ok' | 'failed';

/** One look, which is good for some seconds. */
export interface ReadinessLook {
  readonly isReady: boolean;
  readonly parts: ReadinessParts;
  readonly freeBytes: number | undefined;
}

/** A look is shown again for so long, so that asking often does not ask the store often. */
const goodForMs = 2 * secondMs;

/** What does not answer in that time is not there. */
const answeredWithinMs = secondMs;

/** Messages that are due and not tried for so long: nothing works them off. */
const longestOutboxMs = 15 * minuteMs;

const gone: StoreState = { isReachable: false, isWritable: false, isMigrated: false, freeBytes: undefined };

export interface ReadinessNeeds {
  readonly stores: Pick<Stores, 'state'>;
  readonly served: () => number;
  readonly survey: Pick<Survey, 'facts' | 'refresh'>;
  readonly clock: Clock;
}

/** Whether this process is to be sent turns. */
export class Readiness {
  readonly #needs: ReadinessNeeds;
  #isStopping = false;
  #looking: { readonly since: number; readonly look: Promise<ReadinessLook> } | undefined;

  constructor(needs: ReadinessNeeds) {
    this.#needs = needs;
  }

  /** From now on it is not ready. */
  stop(): void {
    this.#isStopping = true;
    this.#looking = undefined;
  }

  /** Answers within a second or so, whatever the store does; never rejects. */
  look(): Promise<ReadinessLook> {
    const now = this.#needs.clock.elapsed();
    if (this.#looking === undefined || now - this.#looking.since >= goodForMs)
      this.#looking = { since: now, look: this.#look() };
    return this.#looking.look;
  }

  async #look(): Promise<ReadinessLook> {
    const { stores, served, survey, clock } = this.#needs;
    // What it finds counts at the next look: who asks now does not wait for it.
    void survey.refresh();
    const store = (await within(clock, answeredWithinMs, stores.state()).catch(() => undefined)) ?? gone;
    const facts = [...survey.facts.values()];
    const lagging = facts.filter(({ outboxOldestMs }) => outboxOldestMs > longestOutboxMs);
    const parts = {
      program: state(!this.#isStopping),
      store: state(store.isReachable),
      writable: state(store.isWritable),
      migrations: state(store.isMigrated),
      credentials: state(served() > 0),
      // What holds up a few of many is an alert, and no reason to stop answering the others.
      outbox: state(lagging.length === 0 || lagging.length * 2 < facts.length),
    };
    const isReady = Object.values(parts).every(part => part === 'ok');
    return { isReady, parts, freeBytes: store.freeBytes };
  }
}

const state = (isOk: boolean): PartState => (isOk ? 'ok' : 'failed');
