import fc from 'fast-check';
import {
  acknowledged,
  escalated,
  escalatesAt,
  followed,
  hourMs,
  isOverForGood,
  isWorse,
  minuteMs,
  secondMs,
  snoozed,
  worstOf,
  type Alert,
  type Instant,
  type Matter,
  type Stage,
} from '../../core/index.ts';
import { at } from './builders.ts';

/** What may be amiss at one moment, by names that a failing law prints. */
const stages = {
  low: ['low-balance 100', 'low-balance', { threshold: 100 }],
  lower: ['low-balance 50', 'low-balance', { threshold: 50 }],
  mended: ['low-balance 100', 'low-balance', { threshold: 100 }],
  zero: ['balance-zero 0', 'balance-zero', { threshold: 0 }],
  capped: ['cap-reached', 'cap-reached', {}],
  expected: ['payment 1', 'recharge-expected', { payment: '1' }],
  another: ['payment 2', 'recharge-expected', { payment: '2' }],
  failed: ['recharge-failed 1', 'recharge-failed', { failures: 1 }],
  again: ['recharge-failed 2', 'recharge-failed', { failures: 2 }],
  unknown: ['payment 3', 'recharge-unknown', {}],
  unknownToo: ['payment 4', 'recharge-unknown', {}],
  stalled: ['import-stalled', 'import-stalled', {}],
  damaged: ['ledger-damaged', 'ledger-damaged', {}],
} as const satisfies Record<string, readonly [string, Alert['kind'], Partial<Alert>]>;

export type StageName = keyof typeof stages;

export const stageOf = (name: StageName, now: Instant): Stage => {
  const [key, kind, facts] = stages[name];
  return {
    ...{ key, isBeingMended: name === 'mended' },
    alert: { kind, at: now, currency: 'USD', balance: now % 1000, ...facts },
  };
};

export const epoch: Instant = at('2026-03-02T00:00:00Z');

/** One moment of a matter's life. */
export interface Moment {
  readonly afterMs: number;
  /** Everything that is amiss from then on. */
  readonly amiss: readonly StageName[];
  /** What somebody does with the first open matter. */
  readonly act: 'nothing' | 'acknowledges' | 'snoozes';
  /** Whether Teams takes messages. */
  readonly isUp: boolean;
}

const after = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 59 }).map(seconds => seconds * secondMs) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }).map(minutes => minutes * minuteMs) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }).map(hours => hours * hourMs) },
);

const of = (...names: readonly StageName[]): fc.Arbitrary<readonly StageName[]> =>
  fc.subarray([...names], { minLength: 0, maxLength: 2 });

const amiss = fc
  .tuple(
    of('low', 'lower', 'mended', 'zero'),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant<readonly StageName[]>([]) },
      { weight: 1, arbitrary: of('capped', 'expected', 'another', 'failed', 'again', 'unknown', 'unknownToo') },
    ),
    fc.oneof(
      { weight: 4, arbitrary: fc.constant<readonly StageName[]>([]) },
      { weight: 1, arbitrary: of('stalled', 'damaged') },
    ),
  )
  .map(groups => groups.flat());

/** Any life of matters. */
export const moments: fc.Arbitrary<readonly Moment[]> = fc.array(
  fc.record({
    afterMs: after,
    amiss,
    act: fc.oneof(
      { weight: 6, arbitrary: fc.constant('nothing' as const) },
      { weight: 1, arbitrary: fc.constantFrom('acknowledges' as const, 'snoozes' as const) },
    ),
    isUp: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  }),
  { minLength: 1, maxLength: 14 },
);

/** Every matter that there ever was, as the latest of its versions. */
export class Lives {
  now = epoch;
  all: readonly Matter[] = [];
  readonly escalatesAfterMs = 30 * minuteMs;

  #lookedAt = epoch;

  /** As a store keeps them: what is over is put away at the look after. */
  get current(): readonly Matter[] {
    return this.all.filter(one => !isOverForGood(one, this.#lookedAt));
  }

  get open(): readonly Matter[] {
    return this.all.filter(({ endedAt }) => endedAt === undefined);
  }

  /** What a look changes; nothing else happens. */
  look(names: readonly StageName[], announced: readonly Alert[] = []): readonly Matter[] {
    const at = this.now;
    return followed(this.current, {
      ...{ at, announced, next: this.all.length + 1 },
      stages: names.map(name => stageOf(name, at)),
    });
  }

  /** Looks, and escalates what is due. */
  follow(names: readonly StageName[], announced: readonly Alert[] = []): void {
    this.take(this.look(names, announced));
    this.#lookedAt = this.now;
    const due = this.open.filter(one => (escalatesAt(one, this.escalatesAfterMs) ?? Infinity) <= this.now);
    this.take(due.map(one => escalated(one, this.now)));
  }

  act({ act }: Pick<Moment, 'act'>, snoozeMs = 4 * hourMs): void {
    const [first] = this.open;
    if (first === undefined || act === 'nothing') return;
    const by = { by: 'Megan', at: this.now };
    this.take([
      act === 'acknowledges' ? acknowledged(first, by) : snoozed(first, { ...by, until: this.now + snoozeMs }),
    ]);
  }

  take(changed: readonly Matter[]): void {
    const kept = this.all.filter(({ id }) => !changed.some(one => one.id === id));
    this.all = [...kept, ...changed].toSorted((one, other) => numberOf(one) - numberOf(other));
  }
}

const numberOf = ({ id }: Matter): number => Number(id.split('-')[1]);

/** Plays a life; `then` sees it after each moment. */
export function lived(life: readonly Moment[], then: (lives: Lives, moment: Moment) => void): Lives {
  const lives = new Lives();
  for (const moment of life) {
    lives.now += moment.afterMs;
    lives.follow(moment.amiss);
    lives.act(moment);
    then(lives, moment);
  }
  return lives;
}

/** The worst of each subject, found another way than core finds it. */
export const worstAmiss = (names: readonly StageName[], now: Instant): readonly Stage[] => {
  const all = names.map(name => stageOf(name, now));
  return [...worstOf(all).keys()].flatMap(subject => {
    const candidates = all.filter(one => [...worstOf([one]).keys()][0] === subject);
    return candidates.filter(one => !candidates.some(other => isWorse(other.alert, one.alert))).slice(0, 1);
  });
};
