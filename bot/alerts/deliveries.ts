import {
  clockSlackMs,
  dayMs,
  isEscalated,
  minuteMs,
  mostEditsAnHour,
  secondMs,
  tellingOf,
  unreachable,
  type Matter,
} from '../../core/index.ts';
import type { Clock, Delivery, Log, Matters, Post } from '../ports/index.ts';
import { currentWorkId, newWorkId, underWorkId } from '../work/current-work.ts';
import type { Destination, Destinations } from './destinations.ts';
import type { FollowedMatters } from './followed-matters.ts';
import type { Message, MessageMatter } from './message.ts';
import type { Newcomers } from './newcomers.ts';
import {
  answered,
  asSeen,
  atRest,
  isAboutItself,
  whyUndelivered,
  unmade,
  untroubled,
  type Undelivered,
} from './post-outcomes.ts';
import { editedWithinMs, isGivenUp, isOverSince } from './telling-over.ts';
import { unaddressed, wantedBy } from './wanted.ts';

export interface DeliveriesPorts {
  readonly matters: Matters;
  readonly followed: Pick<FollowedMatters, 'look'>;
  readonly destinations: Destinations;
  readonly newcomers: Pick<Newcomers, 'receive'>;
  readonly tell: (destination: Destination, message: Message) => Promise<Delivery>;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when the program begins to stop: nothing more is begun then. */
  readonly stopping: AbortSignal;
}

/** It looks again so often while something is under way: a silent conversation holds up neither what is amiss nor what is due. */
const lookEveryMs = 5 * secondMs;

/** It looks so often for those who asked of a process that died, or before a store that failed: all who are told are read for that. */
const newcomersEveryMs = minuteMs;

const firstRetryMs = 5 * secondMs;
const longestRetryMs = 10 * minuteMs;

/** Whoever asks to be left alone for longer, for a year or for ever, is asked again after this. */
const longestWaitMs = dayMs;

/** Longer than the timeout of a message: a process that has not reported by then has died, and another one delivers. */
const leaseMs = minuteMs;

/** So many messages are under way at once: the slow ones among them hold up nobody. */
const mostAtOnce = 100;

/**
 * Tells everybody what is due, each the latest state of each matter (B7). A failure is tried again at growing intervals, for as long as
 * there is something to tell.
 */
export class Deliveries {
  readonly #ports: DeliveriesPorts;
  readonly #underWay = new Set<Promise<void>>();
  #running: Promise<void> | undefined;
  /** As they were at the last look: reading them for every message would cost the more the more there are. */
  #known: ReadonlyMap<string, Destination> | undefined;
  #isAskedAgain = false;
  /** The work that asked last: what it led to is told under its id. */
  #workId = '';
  /** What it has logged that it could not make. */
  readonly #unmade = new Set<string>();
  /** How far the clock was ahead of the one that nobody sets, at the last look. */
  #ahead = Infinity;
  /** When it looks for newcomers next, by the clock's elapsed time. */
  #newcomersAt = 0;
  #asked = (): void => undefined;

  constructor(ports: DeliveriesPorts) {
    this.#ports = ports;
  }

  /** Looks at what is amiss and tells what is due; a call while one is running makes it look once more. */
  run(): Promise<void> {
    this.#isAskedAgain = true;
    this.#workId = currentWorkId() ?? newWorkId();
    this.#asked();
    this.#running ??= this.#loop().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Tells those who have just asked of everything that is amiss now; a process that dies before that leaves it to the next look. */
  tellNewcomers(): Promise<void> {
    this.#newcomersAt = 0;
    return this.run();
  }

  async #loop(): Promise<void> {
    for (;;) {
      const begun = await underWorkId(this.#workId, async () => {
        if (this.#isAskedAgain) await this.#look();
        return this.#begin();
      });
      const asked = new Promise<void>(resolve => (this.#asked = resolve));
      if (this.#isAskedAgain) continue;
      if (begun === 0 && this.#underWay.size === 0) return;
      if (this.#underWay.size > 0) await this.#anythingNew(asked);
    }
  }

  async #look(): Promise<void> {
    this.#isAskedAgain = false;
    this.#known = undefined;
    await this.#ports.followed.look();
    await this.#address();
    await this.#addressNewcomers();
    await this.#afterTimeBack();
  }

  /** What a clock that was ahead has put off would wait until that time comes again; at the start nobody knows what it was before. */
  async #afterTimeBack(): Promise<void> {
    const { clock } = this.#ports;
    const ahead = clock.now() - clock.elapsed();
    if (this.#ahead - ahead > clockSlackMs)
      await this.#giveOpen([...(await this.#destinations()).values()], editedWithinMs);
    this.#ahead = ahead;
  }

  /** Until one is over, somebody asks, or it is time to look again. */
  async #anythingNew(asked: Promise<void>): Promise<void> {
    const over = new AbortController();
    const isTime = this.#ports.clock.wait(lookEveryMs, over.signal).then(() => {
      if (!over.signal.aborted) this.#isAskedAgain = true;
    });
    await Promise.race([...this.#underWay, asked, isTime]);
    over.abort();
  }

  async #destinations(): Promise<ReadonlyMap<string, Destination>> {
    return (this.#known ??= await this.#ports.destinations.all());
  }

  /** Gives what has changed to all who are to be told. */
  async #address(): Promise<void> {
    const { matters, clock } = this.#ports;
    const changed = (await matters.current()).matters.filter(({ matter, addressed }) => addressed < matter.version);
    if (changed.length === 0) return;
    const all = [...(await this.#destinations()).values()];
    const dueAt = clock.now();
    for (const { matter } of changed) await matters.address(matter.id, matter.version, wantedBy(all, matter, dueAt));
  }

  /** Gives what is amiss already to those who asked since. */
  async #addressNewcomers(): Promise<void> {
    const { newcomers, clock, log } = this.#ports;
    if (clock.elapsed() < this.#newcomersAt) return;
    this.#newcomersAt = clock.elapsed() + newcomersEveryMs;
    try {
      const all = [...(await this.#destinations()).values()];
      await newcomers.receive(all, fresh => this.#giveOpen(fresh));
    } catch (error) {
      // Everybody else is told meanwhile.
      log.error({ err: error }, 'who has just asked could not be given what is amiss; it is tried again');
    }
  }

  /**
   * Read after the destinations: what somebody else addresses without them is there. What is over is for those alone to whom it was addressed
   * before they were away. The latest version of each is still to be given to all the others.
   */
  async #giveOpen(fresh: readonly Destination[], endedWithinMs = Infinity): Promise<void> {
    const { matters, clock } = this.#ports;
    const dueAt = clock.now();
    const all = await matters.all();
    for (const matter of all.filter(({ endedAt }) => endedAt === undefined))
      await matters.address(matter.id, unaddressed, wantedBy(fresh, matter, dueAt));
    const over = all.filter(matter => isOverSince(matter, dueAt - endedWithinMs)).map(({ id }) => id);
    const told = fresh.map(({ id }) => id);
    if (over.length > 0) await matters.addressAgain(over, told, dueAt);
  }

  /** Begins as many as may be under way; returns how many. */
  async #begin(): Promise<number> {
    const { matters, clock, stopping } = this.#ports;
    const limit = mostAtOnce - this.#underWay.size;
    if (limit <= 0 || stopping.aborted) return 0;
    const posts = await matters.claim({ at: clock.now(), leaseMs, limit });
    if (posts.length === 0) return 0;
    // One that asked a moment ago, perhaps of another process.
    const isKnown = (all: ReadonlyMap<string, Destination>): boolean =>
      posts.every(({ destination }) => all.has(destination));
    if (!isKnown(await this.#destinations())) this.#known = undefined;
    const [known, all] = [new Map<string, Matter | undefined>(), await this.#destinations()];
    for (const { matter } of posts) if (!known.has(matter)) known.set(matter, await matters.find(matter));
    const due = posts.map(post => ({ post, matter: known.get(post.matter) }));
    for (const together of bundled(due, all)) this.#start(together, all);
    return posts.length;
  }

  #start(due: readonly Due[], all: ReadonlyMap<string, Destination>): void {
    const [first] = due;
    const work = this.#deliver(due, first === undefined ? undefined : all.get(first.post.destination))
      // Its lease ends, and it is due again.
      .catch((error: unknown) => this.#ports.log.error({ err: error }, 'a delivery failed; it is tried again'))
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #deliver(due: readonly Due[], destination: Destination | undefined): Promise<void> {
    const { matters, clock } = this.#ports;
    const now = clock.now();
    const wanted: Told[] = [];
    for (const { post, matter } of due) {
      if (matter === undefined || destination === undefined) {
        // What its card shows is not what it is: that is made good when it is back.
        await matters.settle({ ...post, ...untroubled }, null);
        continue;
      }
      const telling = tellingOf(matter, answeredFor(destination, post, matter), destination.route, now);
      if (telling.kind === 'later') await matters.settle({ ...post, isHeld: telling.isQuiet === true }, telling.at);
      else if (telling.kind === 'nothing' && post.earlier.length === 0)
        await matters.settle(atRest(post, matter), null);
      else wanted.push({ post, matter, kind: telling.kind === 'nothing' ? 'point' : telling.kind });
    }
    if (destination === undefined) return;
    const posted = wanted.filter(({ kind }) => kind === 'post');
    if (posted.length > 0) await this.#post(destination, posted);
    for (const one of wanted.filter(({ kind }) => kind !== 'post')) await this.#edit(destination, one);
  }

  /** One new message for all of them. */
  async #post(destination: Destination, posted: readonly Told[]): Promise<void> {
    const { matters, clock } = this.#ports;
    const shown = posted.map(({ matter }) => ({ matter, hasMoved: false }));
    const [first, ...others] = posted;
    const threadId = others.length > 0 ? undefined : (first?.post.threadId ?? undefined);
    const delivery = await this.#tell(destination, { shown, activityId: undefined, threadId });
    // What is wrong with one of them, or with all in one message, must not lose the others: each by itself.
    if (isAboutItself(delivery) && others.length > 0) {
      for (const { post } of posted) await matters.settle({ ...post, isHeld: false }, clock.now());
      return;
    }
    for (const { post, matter } of posted) {
      if (delivery.kind !== 'delivered') await this.#failed(destination, { post, matter, delivery });
      else {
        const earlier = post.activityId === null ? post.earlier : [...post.earlier, post.activityId];
        const told = { ...answered(post, clock.now()), shown: matter.version, posting: matter.posting, isHeld: false };
        const [activityId, inThread] = [delivery.activityId || null, delivery.threadId ?? null];
        await matters.settle(
          { ...told, activityId, threadId: inThread, earlier, editedAt: [] },
          earlier.length === 0 ? null : clock.now(),
        );
      }
    }
  }

  /** The card as it is now, or an earlier one that has moved. */
  async #edit(destination: Destination, { post, matter, kind }: Told): Promise<void> {
    const { matters, clock } = this.#ports;
    const [earliest] = post.earlier;
    const activityId = kind === 'point' ? earliest : post.activityId;
    if (activityId === null || activityId === undefined) return matters.settle(asSeen(post, matter), null);
    const besides = await this.#besides(destination, { matter, activityId });
    const shown = [{ matter, hasMoved: kind === 'point', shown: post.shown }, ...besides];
    const delivery = await this.#tell(destination, { shown, activityId, threadId: post.threadId ?? undefined });
    const isGone = delivery.kind === 'message-gone';
    if (delivery.kind !== 'delivered' && !isGone) return this.#failed(destination, { post, matter, delivery });
    const told = answered(post, clock.now());
    const isOvertaken = !isGone && (await this.#haveChanged(besides));
    if (kind === 'point') {
      const earlier = isOvertaken ? post.earlier : post.earlier.slice(1);
      return matters.settle({ ...told, earlier }, earlier.length === 0 ? null : clock.now());
    }
    // Who deleted the card does not want it: it is posted again only when there is something new.
    const editedAt = [...post.editedAt, clock.now()].slice(-mostEditsAnHour);
    const isDone = post.earlier.length === 0 && post.posting >= matter.posting && !isOvertaken;
    const version = isOvertaken ? post.shown : matter.version;
    return matters.settle(
      { ...told, shown: version, editedAt, ...(isGone && { activityId: null }) },
      isDone ? null : clock.now(),
    );
  }

  /** The other matters that the same message shows. */
  async #besides(
    destination: Destination,
    { matter, activityId }: { readonly matter: Matter; readonly activityId: string },
  ): Promise<readonly MessageMatter[]> {
    const { matters } = this.#ports;
    const posts = (await matters.sharing(destination.id, activityId)).filter(post => post.matter !== matter.id);
    const others = await Promise.all(posts.map(post => matters.find(post.matter)));
    return others.flatMap(other => (other === undefined ? [] : [{ matter: other, hasMoved: false }]));
  }

  /** Whether the edit that drew them may have arrived after one that drew them later: then the message is drawn once more. */
  async #haveChanged(drawn: readonly MessageMatter[]): Promise<boolean> {
    const { matters } = this.#ports;
    const now = await Promise.all(drawn.map(({ matter }) => matters.find(matter.id)));
    return drawn.some(({ matter }, index) => (now[index]?.version ?? 0) > matter.version);
  }

  /** A message that cannot be drawn must not hold up the others; it is logged once, until it can. */
  async #tell(destination: Destination, message: Message): Promise<Delivery> {
    const about = message.shown.map(({ matter }) => matter.id).join();
    try {
      const delivery = await this.#ports.tell(destination, message);
      this.#unmade.delete(about);
      return delivery;
    } catch (error) {
      if (!this.#unmade.has(about))
        this.#ports.log.error({ err: error, matter: about }, 'a message could not be made; it is tried again');
      this.#unmade.add(about);
      return { kind: 'failed', retryAfterMs: undefined, reason: unmade };
    }
  }

  async #failed(
    destination: Destination,
    { post, matter, delivery }: { readonly post: Post; readonly matter: Matter; readonly delivery: Undelivered },
  ): Promise<void> {
    const { matters, destinations, clock, log } = this.#ports;
    const now = clock.now();
    const failed = { ...post, attempts: post.attempts + 1, reason: whyUndelivered(delivery) };
    const waitMs = Math.min(firstRetryMs * 2 ** Math.min(post.attempts, 10), longestRetryMs);
    switch (delivery.kind) {
      case 'gone':
        log.warn(
          { matter: matter.id, reason: failed.reason },
          'a conversation is gone: it is told nothing until it asks again',
        );
        await destinations.gone(destination.id, failed.reason, now);
        // When it is back it is tried as anew.
        await matters.settle({ ...failed, attempts: 1 }, null);
        // Whoever is told by another way from now on is so at once.
        this.#newcomersAt = 0;
        this.#isAskedAgain = true;
        return;
      case 'message-gone':
        // The thread that it was to be in: it begins another.
        return matters.settle({ ...failed, activityId: null, threadId: null }, now + waitMs);
      case 'refused':
        log.error({ matter: matter.id, reason: failed.reason }, 'a message is refused: it is not sent again as it is');
        return matters.settle(
          { ...asSeen(failed, matter), posting: Math.max(post.posting, matter.posting), earlier: [] },
          null,
        );
      case 'failed': {
        if (delivery.reason !== unmade)
          log.warn({ matter: matter.id, reason: delivery.reason, attempts: post.attempts }, 'not delivered yet');
        // It is drawn all the same for who asks anew.
        return isGivenUp(post, matter, now)
          ? matters.settle({ ...post, ...untroubled }, null)
          : matters.settle(failed, now + Math.max(Math.min(delivery.retryAfterMs ?? 0, longestWaitMs), waitMs));
      }
      default:
        return unreachable(delivery);
    }
  }
}

/** A post that is due, and its matter. */
interface Due {
  readonly post: Post;
  readonly matter: Matter | undefined;
}

interface Told {
  readonly post: Post;
  readonly matter: Matter;
  readonly kind: 'post' | 'edit' | 'point';
}

/**
 * Those to whom it escalates are called when it does; until it does again they see on their card how it goes on. A program needs no rest from
 * edits.
 */
const answeredFor = ({ isEscalation, isProgram }: Destination, post: Post, matter: Matter): Post => ({
  ...post,
  ...(isEscalation && !isEscalated(matter) && { posting: matter.posting }),
  ...(isProgram === true && { editedAt: [] }),
});

/** What quiet hours held for one destination goes out in one message, where it takes several in one. */
function bundled(due: readonly Due[], all: ReadonlyMap<string, Destination>): readonly (readonly Due[])[] {
  const isTogether = ({ post }: Due): boolean => post.isHeld && all.get(post.destination)?.isOneByOne !== true;
  const held = Map.groupBy(due.filter(isTogether), ({ post }) => post.destination);
  return [...held.values(), ...due.filter(one => !isTogether(one)).map(one => [one])];
}
