import {
  alertKinds,
  emptyWallet,
  escalated,
  escalatesAt,
  followed,
  isNews,
  minuteMs,
  isOverForGood,
  standingIn,
  subjectsOfProcess,
  untold,
  type Alert,
  type ClockDoubt,
  type Instant,
  type Matter,
  type Stage,
} from '../../core/index.ts';
import type { Clock, Matters, Post } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { FoundAhead } from './found-ahead.ts';

export interface FollowedMattersPorts {
  readonly matters: Matters;
  readonly ledger: Pick<Ledger, 'read'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly doubt: () => ClockDoubt | undefined;
  /** What was found by whatever looks ahead. */
  readonly foreseen: () => Promise<FoundAhead>;
  /** Since when the program's own rounds are late; undefined where they are not. */
  readonly lateSince: () => Promise<Instant | undefined>;
  /** After how long a critical matter that nobody has acknowledged goes to others; undefined where nobody is named for it. */
  readonly escalatesAfterMs: () => Promise<number | undefined>;
}

/** Two who change the same matter at the same moment: the second looks again, so often at most. */
const mostTries = 10;

const unposted: Omit<Post, 'matter' | 'destination'> = {
  ...untold,
  ...{ attempts: 0, reason: null, toldAt: null, threadId: null, isHeld: false, earlier: [] },
};

/** Keeps the matters as the facts have them: what is amiss is worked out anew at every look, so that a look that was missed loses nothing. */
export class FollowedMatters {
  readonly #ports: FollowedMattersPorts;

  constructor(ports: FollowedMattersPorts) {
    this.#ports = ports;
  }

  /** Brings every matter up to date. */
  async look(): Promise<void> {
    await this.#attempt(() => this.#look());
  }

  /** Changes one as `change` says; gives it as it then is, undefined where there is no such matter. */
  async change(id: string, change: (matter: Matter, at: Instant) => Matter): Promise<Matter | undefined> {
    const { matters, clock } = this.#ports;
    let changed: Matter | undefined;
    await this.#attempt(async () => {
      const before = await matters.find(id);
      changed = before === undefined ? undefined : change(before, clock.now());
      if (before === undefined || changed === undefined || changed === before) return 'written';
      return matters.write({ changed: [{ matter: changed, from: before.version }], taken: [], retired: [] });
    });
    return changed;
  }

  async #attempt(work: () => Promise<'written' | 'moved-on'>): Promise<void> {
    for (let tries = 0; tries < mostTries; tries += 1) if ((await work()) === 'written') return;
    throw new Error('matters were changed by others ten times in a row');
  }

  async #look(): Promise<'written' | 'moved-on'> {
    const { matters, clock, escalatesAfterMs } = this.#ports;
    const at = clock.now();
    const [{ matters: kept, next }, announced] = await Promise.all([matters.current(), matters.announced()]);
    const before = kept.map(({ matter }) => matter);
    // What looks ahead is not worth missing what is amiss now.
    const foreseen = await this.#ports.foreseen().catch(() => nothingForeseen);
    const stages = await this.#stages(before, foreseen, at);
    if (stages === undefined) return 'written';
    const news = await this.#untoldNews(foreseen);
    const moved = followed(before, { at, stages, announced: [...announced, ...news], next });
    // What cannot be read now escalates a look later.
    const afterMs = await escalatesAfterMs().catch(() => undefined);
    const escalating = afterMs === undefined ? moved : withEscalations(before, moved, { at, afterMs });
    const changed = withSightings(before, escalating, { at, stages });
    const retired = kept.flatMap(({ matter, addressed }) => (isDone(matter, addressed, at) ? [matter.id] : []));
    if (changed.length === 0 && announced.length === 0 && retired.length === 0) return 'written';
    const versions = new Map(before.map(({ id, version }) => [id, version]));
    const written = await matters.write({
      changed: changed.map(matter => ({ matter, from: versions.get(matter.id) ?? 0 })),
      taken: announced.map(({ id }) => id),
      retired,
    });
    if (written === 'written' && next === 1) await this.#adopt(changed, at);
    return written;
  }

  /** The first matters ever take over the cards that a program without matters posted of the same: nobody is told twice. */
  async #adopt(first: readonly Matter[], at: Instant): Promise<void> {
    const { matters } = this.#ports;
    for (const { id, alert, posting } of first.filter(matter => !isNews(matter))) {
      const cards = await matters.earlierCards(alert.kind);
      const wanted = cards.map(({ destination }) => ({ destination, dueAt: at }));
      if (cards.length > 0) await matters.address(id, 0, wanted);
      for (const { destination, activityId } of cards)
        await matters.settle({ ...unposted, matter: id, destination, activityId, posting }, at);
    }
  }

  /** The news that no matter is of yet. */
  async #untoldNews({ stages }: FoundAhead): Promise<readonly Alert[]> {
    const news = stages.filter(isOfNews).map(({ key, alert }) => ({ ...alert, id: key }));
    const known = await Promise.all(news.map(({ id }) => this.#ports.matters.latestOf(id)));
    return news.filter((_, index) => known[index] === undefined);
  }

  /** Everything that is amiss; undefined where nothing can be told now, so that everything stays as it is. */
  async #stages(before: readonly Matter[], foreseen: FoundAhead, at: Instant): Promise<readonly Stage[] | undefined> {
    const { ledger, doubt, lateSince } = this.#ports;
    const read = await ledger.read();
    const wallet = read.ok ? read.value.wallet : emptyWallet;
    if (!read.ok && read.refusal.kind === 'other-mode') return undefined;
    const [doubted, since] = [doubt(), await lateSince()];
    const own = (kind: Alert['kind'], facts: Partial<Alert>, key: string = kind): Stage => ({
      alert: { kind, at, currency: wallet.terms?.currency ?? 'USD', balance: 0, ...facts },
      ...{ key, isBeingMended: false },
    });
    return [
      // What the wallet would tell is not known while it cannot be read: it stays as it was told.
      ...(read.ok ? standingIn(wallet, at) : before.filter(isOfWallet).map(stageOf)),
      ...(read.ok || !('seq' in read.refusal) ? [] : [own('ledger-damaged', { entry: read.refusal.seq })]),
      ...(doubted === undefined ? [] : [own('clock-doubted', { doubt: doubted })]),
      ...(since === undefined ? [] : [own('rounds-late', { since })]),
      ...before.filter(matter => isSeenElsewhere(matter, at)).map(stageOf),
      ...foreseen.stages.filter(stage => !isOfNews(stage)),
      // What nobody has looked for stays as it was told.
      ...before.filter(matter => isUnknownTo(foreseen, matter)).map(stageOf),
    ];
  }
}

const isOfWallet = ({ alert, endedAt }: Matter): boolean =>
  endedAt === undefined && ['balance', 'recharge', 'import'].includes(alertKinds[alert.kind].subject);

const isUnknownTo = ({ kinds }: FoundAhead, { alert, endedAt }: Matter): boolean =>
  endedAt === undefined && alertKinds[alert.kind].isForeseen === true && !kinds.has(alert.kind);

const isOfNews = ({ alert }: Stage): boolean => alertKinds[alert.kind].subject === 'news';

const nothingForeseen: FoundAhead = { kinds: new Set(), stages: [] };

const stageOf = ({ alert, key }: Matter): Stage => ({ key, alert, isBeingMended: false });

/** How often a process says again what it alone may know, and for how long the others believe it. */
const saidEveryMs = minuteMs;
const believedForMs = 5 * minuteMs;

/** Whether some process has said a moment ago that it is so, of what the others cannot know. */
const isSeenElsewhere = ({ endedAt, seenAt }: Matter, at: Instant): boolean =>
  endedAt === undefined && seenAt !== undefined && Math.abs(at - seenAt) < believedForMs;

/** With what this process alone may know said again, which no card shows: a process that knows nothing of it must not end it. */
function withSightings(
  before: readonly Matter[],
  changed: readonly Matter[],
  { at, stages }: { readonly at: Instant; readonly stages: readonly Stage[] },
): readonly Matter[] {
  // What is kept because others have seen it is no sighting of ours.
  const ours = new Set(stages.filter(isOurs).map(({ alert }) => alertKinds[alert.kind].subject));
  const isDue = ({ subject, seenAt, endedAt }: Matter): boolean =>
    endedAt === undefined &&
    ours.has(subject as 'clock') &&
    (seenAt === undefined || Math.abs(at - seenAt) >= saidEveryMs);
  const now = [...before.filter(({ id }) => !changed.some(one => one.id === id)), ...changed];
  return now.flatMap(matter =>
    isDue(matter) ? [{ ...matter, seenAt: at }] : changed.includes(matter) ? [matter] : [],
  );
}

const isOurs = ({ alert }: Stage): boolean => subjectsOfProcess.has(alertKinds[alert.kind].subject) && !('id' in alert);

/** Those that change, and those that nobody has acknowledged for too long. */
function withEscalations(
  before: readonly Matter[],
  moved: readonly Matter[],
  { at, afterMs }: { readonly at: Instant; readonly afterMs: number },
): readonly Matter[] {
  const now = [...before.filter(({ id }) => !moved.some(one => one.id === id)), ...moved];
  const isDue = (matter: Matter): boolean => (escalatesAt(matter, afterMs) ?? Infinity) <= at;
  return now.flatMap(matter => (isDue(matter) ? [escalated(matter, at)] : moved.includes(matter) ? [matter] : []));
}

/** One that does not come back, and has been given to all who are to be told. */
const isDone = (matter: Matter, addressed: number, at: Instant): boolean =>
  isOverForGood(matter, at) && addressed >= matter.version;
