import {
  callStateOf,
  creditsHeld,
  creditsSkuId,
  isReplicating,
  secondMs,
  subjectOf,
  withCalls,
  type AssignmentFailure,
  type CallWish,
  type MatterCalls,
  type Person,
  type Result,
} from '../../core/index.ts';
import type { FollowedMatters } from '../alerts/followed-matters.ts';
import type { Clock, Licenses, Log, Matters } from '../ports/index.ts';
import type { KeptDirectory } from './kept-directory.ts';
import type { StoppedCalls, StoppedCallsRecord } from './stopped-calls.ts';

export interface CallStopperPorts {
  readonly stoppedCalls: StoppedCalls;
  readonly keptDirectory: Pick<KeptDirectory, 'read' | 'afresh' | 'known'>;
  readonly licenses: Pick<Licenses, 'assign' | 'remove'>;
  readonly followedMatters: Pick<FollowedMatters, 'change'>;
  readonly matters: Pick<Matters, 'latestOf'>;
  /** Shows on the cards of matters what became of them. */
  readonly show: () => void;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly log: Pick<Log, 'info'>;
}

/** So long Graph is asked: before another process takes it up, which may be asked for the opposite. */
const askedForMs = 40 * secondMs;

/** What came of a wish; undefined where Graph is too busy, or away: it is tried again. */
type Came = Parameters<StoppedCalls['settle']>[2] | undefined;

/**
 * Takes the credits license from somebody whose paid calls are to stop, and gives it back: what is wanted is written down first, what came of it
 * after, and both are repeated until they are. A license that is taken or given twice stays as it is.
 */
export class CallStopper {
  readonly #ports: CallStopperPorts;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(ports: CallStopperPorts) {
    this.#ports = ports;
  }

  /** Carries out what is wanted of one person's calls, unless another process does; what is wanted meanwhile comes after it. */
  work(person: string): Promise<void> {
    const before = this.#underWay.get(person) ?? Promise.resolve();
    const work = before.catch(() => undefined).then(() => this.#work(person));
    this.#underWay.set(person, work);
    return work.finally(() => this.#underWay.get(person) === work && this.#underWay.delete(person));
  }

  /** Takes up everything that a dead process, or an outage of Graph, has left. */
  async catchUp(): Promise<void> {
    const { stoppedCalls } = this.#ports;
    for (const [person, wish] of await stoppedCalls.all()) {
      if (await this.#isGivenElsewhere(person, wish))
        await stoppedCalls.ask(person, { wants: 'restored', by: { id: null, name: '' }, at: this.#ports.clock.now() });
      else if (wish.outcome !== 'asked' && wish.isTold) continue;
      await this.work(person);
    }
  }

  /** Whether somebody else has given the license back, by name or in the admin center: then their calls are not stopped any more. */
  async #isGivenElsewhere(person: string, wish: CallWish): Promise<boolean> {
    const { keptDirectory, clock } = this.#ports;
    const known = keptDirectory.known()?.person(person);
    if (known === undefined || callStateOf(wish) !== 'stopped' || creditsHeld(known) === 'no') return false;
    if (isReplicating(wish, clock.now())) return false;
    const [now] = await keptDirectory.afresh([known]);
    return now !== undefined && creditsHeld(now) !== 'no';
  }

  async #work(person: string): Promise<void> {
    const { stoppedCalls, log } = this.#ports;
    const wish = await stoppedCalls.take(person);
    if (wish !== undefined) {
      try {
        const came = await this.#came(person, wish);
        if (came !== undefined) await stoppedCalls.settle(person, wish.number, came);
        log.info(
          { wants: wish.wants, outcome: came?.outcome ?? 'waits', reason: came?.reason },
          'paid calls of a person',
        );
      } finally {
        await stoppedCalls.release(person);
      }
    }
    await this.#tell(person);
  }

  async #came(person: string, wish: StoppedCallsRecord): Promise<Came> {
    const { keptDirectory } = this.#ports;
    const known = (await keptDirectory.read()).person(person);
    const [now] = known === undefined ? [] : await keptDirectory.afresh([known]);
    if (now === undefined) return { outcome: 'failed', reason: 'not-found' };
    return wish.wants === 'stopped' ? this.#taken(now, wish) : this.#given(now, wish);
  }

  async #taken(person: Person, { number, hadLicense }: CallWish): Promise<Came> {
    const { stoppedCalls } = this.#ports;
    const held = creditsHeld(person);
    if (held === 'by-group') return { outcome: 'failed', reason: 'group-inherited' };
    if (held === 'no' && !hadLicense) return { outcome: 'nothing' };
    // Where something else is wanted meanwhile, that is done, and this never.
    return (await stoppedCalls.noteLicense(person.id, number)) ? this.#written('remove', person) : undefined;
  }

  async #given(person: Person, { hadLicense }: CallWish): Promise<Came> {
    if (!hadLicense) return { outcome: creditsHeld(person) === 'no' ? 'nothing' : 'done' };
    if (creditsHeld(person) === 'by-group') return { outcome: 'done' };
    return this.#written('assign', person);
  }

  async #written(deed: 'assign' | 'remove', { id }: Person): Promise<Came> {
    const { licenses, clock } = this.#ports;
    const late = new AbortController();
    const cancel = clock.after(askedForMs, () => late.abort());
    const results: Result<unknown, AssignmentFailure>[] = [];
    const asked = [{ personId: id, skuIds: [creditsSkuId] }];
    await licenses[deed](asked, (_id, result) => results.push(result), late.signal).finally(cancel);
    return cameOf(results[0]);
  }

  /** Says what came of it on every matter that it concerns: those that it was asked for from, and the open one of that person. */
  async #tell(person: string): Promise<void> {
    const { stoppedCalls, followedMatters, matters, show } = this.#ports;
    const wish = await stoppedCalls.of(person);
    if (wish === undefined || wish.outcome === 'asked' || wish.isTold) return;
    const latest = await matters.latestOf(subjectOf({ kind: 'unusual-spend', about: person }));
    const concerned = latest?.endedAt === undefined || latest.calls !== undefined ? latest?.id : undefined;
    const calls = callsOf(wish);
    for (const id of new Set([...wish.matters, ...(concerned === undefined ? [] : [concerned])]))
      await followedMatters.change(id, matter => withCalls(matter, calls));
    await stoppedCalls.told(person, wish);
    show();
  }
}

function cameOf(result: Result<unknown, AssignmentFailure> | undefined): Came {
  if (result?.ok === true) return { outcome: 'done' };
  return result === undefined || result.refusal === 'too-busy'
    ? undefined
    : { outcome: 'failed', reason: result.refusal };
}

/** What a matter says of a wish that is settled. */
function callsOf(wish: CallWish): MatterCalls {
  const { by, at, settledAt, number, reason } = wish;
  const state = callStateOf(wish);
  return {
    ...{ by: by.name, at: settledAt ?? at, wish: number, ...(reason !== null && { reason }) },
    state: state === 'usual' || state === 'restoring' || state === 'stopping' ? 'restored' : state,
  };
}
