import { dayMs, hourMs } from '../../../core/index.ts';
import type { Clock } from '../../ports/index.ts';
import { SlidingWindow, type WindowLimit } from '../../work/sliding-window.ts';

/** Added to each window of a conversation, since the latency of requests varies. */
const marginMs = 50;

/** What one conversation takes of one bot, new threads and edits among it (T2). */
const conversationLimits: readonly WindowLimit[] = [
  { amount: 7, windowMs: 1000 },
  { amount: 8, windowMs: 2000 },
  { amount: 60, windowMs: 30_000 },
  { amount: 1800, windowMs: hourMs },
];

/** What it takes of messages that mention a tag (T19). */
const tagLimits: readonly WindowLimit[] = [
  { amount: 2, windowMs: 5000 },
  { amount: 5, windowMs: 60_000 },
];

/** What it takes over all conversations (T2). */
const organizationLimit: WindowLimit = { amount: 50, windowMs: 1000 };

/** One after another at this pace, 5 % slower than the limit: of many sent at once, what the network slows down would arrive with what comes after it. */
const paceMs = 21;

/** So many may go at once, to make up for a timer that is late. */
const atOnce = 5;

/** So long without a message, and connections have to be made anew: what is sent apart until they are there arrives together. */
const coldAfterMs = 4000;

/** So many go out before one of them was answered, or it has been waited for so long: who is silent holds up nobody. */
const mostUnanswered = 8;
const answeredWithinMs = 1000;

/** A longer wait is not held: the caller keeps the message. */
export const longestHeldMs = 5000;

/** Longer than Teams asks anybody to wait. */
const longestPauseMs = dayMs;

interface Waiting {
  readonly hasTag: boolean;
  readonly answer: (retryAfterMs: number | undefined) => void;
}

/** One conversation: what it was sent, and who waits to send more. */
interface Line {
  readonly windows: readonly Counted[];
  /** Once it was sent a mention of a tag. */
  tagWindows: readonly Counted[];
  readonly waiting: Waiting[];
  pausedUntil: number;
  /** Whether it has its place among those that may send, or a timer. */
  isScheduled: boolean;
}

/**
 * Teams' limits for what is sent unasked: of each conversation, and of the organization over all of them. The longest waiting conversation is next,
 * and each sends in the order of arrival; one that is slow, or told to wait, holds up nobody else. A conversation is forgotten
 * once no window holds it. Every process has limits of its own.
 */
export class TeamsLimits {
  readonly #clock: Clock;
  readonly #organization = withMargin(organizationLimit);
  /** When the next message would be due, if all went at the pace. */
  #dueAt = 0;
  /** What went out since it was cold, and when that began; undefined once something was answered. */
  #cold: { readonly since: number; sent: number } | undefined = { since: 0, sent: 0 };
  #grantedAt = -Infinity;
  #coldWait: AbortController | undefined;
  /** Those that may send, as far as they themselves go, in order; the first `#taken` are done. */
  readonly #ready: Line[] = [];
  #taken = 0;
  #waiting = 0;
  #isPumping = false;
  #lines = new Map<string, Line>();
  /** Those not asked for since the last turn. */
  #older = new Map<string, Line>();
  #turnsAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#turnsAt = clock.elapsed() + hourMs + marginMs;
  }

  /** How many conversations are remembered. */
  get size(): number {
    return this.#lines.size + this.#older.size;
  }

  /** Resolves with undefined when a message may be sent, or at once with the time to wait where that is longer than some seconds. */
  take(conversationId: string, { hasTag = false }: { readonly hasTag?: boolean } = {}): Promise<number | undefined> {
    const now = this.#clock.elapsed();
    const line = this.#lineOf(conversationId, now);
    if (hasTag && line.tagWindows.length === 0) line.tagWindows = tagLimits.map(withMargin);
    const waitMs = Math.max(
      waitOf(line, now, [...line.waiting, { hasTag }]),
      this.#organizationWaitMs(now, this.#waiting + 1),
    );
    if (waitMs > longestHeldMs) return Promise.resolve(Math.ceil(waitMs));
    return new Promise(answer => {
      line.waiting.push({ hasTag, answer });
      this.#waiting += 1;
      this.#schedule(line);
    });
  }

  /** Teams told a conversation to wait: nothing is sent to it before. It does not say for which limit, so others go on. */
  pause(conversationId: string, ms: number): void {
    const now = this.#clock.elapsed();
    const line = this.#lineOf(conversationId, now);
    line.pausedUntil = Math.max(line.pausedUntil, now + Math.min(ms, longestPauseMs));
    if (line.pausedUntil - now > longestHeldMs) this.#turnAway(line, line.pausedUntil - now);
  }

  /** Something was answered: connections are there, and from now on one goes out after another. */
  answered(): void {
    if (this.#cold === undefined) return;
    this.#warm();
    this.#coldWait?.abort();
  }

  /** What went out meanwhile has perhaps only just arrived: so many fewer go at once. */
  #warm(): void {
    const arriving = Math.min(this.#cold?.sent ?? 0, atOnce - 1);
    this.#dueAt = Math.max(this.#dueAt, this.#clock.elapsed() + arriving * paceMs);
    this.#cold = undefined;
  }

  #schedule(line: Line): void {
    const [next] = line.waiting;
    if (line.isScheduled || next === undefined) return;
    const waitMs = waitOf(line, this.#clock.elapsed(), [next]);
    if (waitMs > longestHeldMs) {
      this.#turnAway(line, waitMs);
      return;
    }
    line.isScheduled = true;
    if (waitMs > 0) {
      this.#after(waitMs, () => this.#reschedule(line));
      return;
    }
    this.#ready.push(line);
    this.#pump();
  }

  #reschedule(line: Line): void {
    line.isScheduled = false;
    this.#schedule(line);
  }

  /** Lets those that may send do so, as far as the organization's limit goes, and the rest later. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    for (let line = this.#ready[this.#taken]; line !== undefined; line = this.#ready[this.#taken]) {
      const now = this.#clock.elapsed();
      const coldMs = this.#coldMs(now);
      if (coldMs > 0) {
        this.#coldWait = new AbortController();
        void this.#clock.wait(Math.ceil(coldMs), this.#coldWait.signal).then(() => this.#pumpAgain());
        return;
      }
      const waitMs = this.#organizationWaitMs(now, 1);
      if (waitMs > 0) {
        this.#after(waitMs, () => this.#pumpAgain());
        return;
      }
      this.#taken += 1;
      this.#grant(line);
      this.#reschedule(line);
    }
    this.#forgetTaken();
    this.#isPumping = false;
  }

  #pumpAgain(): void {
    if (this.#taken >= 1000) this.#forgetTaken();
    this.#isPumping = false;
    this.#pump();
  }

  #forgetTaken(): void {
    this.#ready.splice(0, this.#taken);
    this.#taken = 0;
  }

  /** How long an answer is waited for before more goes out. */
  #coldMs(now: number): number {
    if (now - this.#grantedAt > coldAfterMs) this.#cold = { since: now, sent: 0 };
    if (this.#cold === undefined || this.#cold.sent < mostUnanswered) return 0;
    const waitMs = this.#cold.since + answeredWithinMs - now;
    if (waitMs <= 0) this.#warm();
    return waitMs;
  }

  /** How long until the last of so many may be sent. */
  #organizationWaitMs(now: number, count: number): number {
    const paced = this.#dueAt - now - (atOnce - count) * paceMs;
    return Math.max(paced, this.#organization.waitMs(now, count));
  }

  #grant(line: Line): void {
    const now = this.#clock.elapsed();
    const [next] = line.waiting;
    // It may have been told to wait since.
    if (next === undefined || waitOf(line, now, [next]) > 0) return;
    line.waiting.shift();
    this.#waiting -= 1;
    for (const window of windowsOf(line, next.hasTag)) window.take(now);
    this.#organization.take(now);
    this.#dueAt = Math.max(this.#dueAt, now) + paceMs;
    this.#grantedAt = now;
    if (this.#cold !== undefined) this.#cold.sent += 1;
    next.answer(undefined);
  }

  #turnAway(line: Line, waitMs: number): void {
    const turned = line.waiting.splice(0);
    this.#waiting -= turned.length;
    for (const { answer } of turned) answer(Math.ceil(waitMs));
  }

  #after(waitMs: number, then: () => void): void {
    void this.#clock.wait(Math.ceil(waitMs)).then(then);
  }

  #lineOf(conversationId: string, now: number): Line {
    if (now >= this.#turnsAt) this.#turn(now);
    const found = this.#lines.get(conversationId) ?? this.#older.get(conversationId) ?? aLine();
    this.#older.delete(conversationId);
    this.#lines.set(conversationId, found);
    return found;
  }

  /** Forgets whatever was not asked for during a whole longest window. */
  #turn(now: number): void {
    const paused = [...this.#older].filter(([, { pausedUntil }]) => pausedUntil > now);
    this.#older = new Map([...this.#lines, ...paused]);
    this.#lines = new Map();
    this.#turnsAt = now + hourMs + marginMs;
  }
}

/** A window that counts messages, and says when so many more fit. */
class Counted {
  readonly #limit: WindowLimit;
  readonly #window: SlidingWindow;

  constructor(limit: WindowLimit) {
    this.#limit = limit;
    this.#window = new SlidingWindow(limit);
  }

  /** How long until the last of so many may be sent. */
  waitMs(now: number, count: number): number {
    const { amount, windowMs } = this.#limit;
    const full = Math.floor((count - 1) / amount);
    return this.#window.waitMs(now, count - full * amount) + full * windowMs;
  }

  take(now: number): void {
    this.#window.take(now, 1);
  }
}

const aLine = (): Line => ({
  windows: conversationLimits.map(withMargin),
  tagWindows: [],
  waiting: [],
  pausedUntil: 0,
  isScheduled: false,
});

const withMargin = ({ amount, windowMs }: WindowLimit): Counted =>
  new Counted({ amount, windowMs: windowMs + marginMs });

const windowsOf = ({ windows, tagWindows }: Line, hasTag: boolean): readonly Counted[] =>
  hasTag ? [...windows, ...tagWindows] : windows;

/** How long until the last of these may be sent, one after another. */
function waitOf(line: Line, now: number, sent: readonly Pick<Waiting, 'hasTag'>[]): number {
  const tags = sent.filter(({ hasTag }) => hasTag).length;
  const waits = line.windows.map(window => window.waitMs(now, sent.length));
  const tagWaits = tags === 0 ? [] : line.tagWindows.map(window => window.waitMs(now, tags));
  return Math.max(0, line.pausedUntil - now, ...waits, ...tagWaits);
}
