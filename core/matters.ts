import { alertKinds, subjectOf, type Alert } from './alerts.ts';
import { minuteMs, secondMs, type Instant } from './calendar.ts';
import { clockSlackMs } from './clock.ts';
import type { AssignmentFailure } from './licenses.ts';
import { isWorse, worstOf, type Stage } from './standing.ts';

/** What happened in a matter's life. */
export interface MatterEvent {
  readonly kind:
    | 'raised'
    | 'worsened'
    | 'eased'
    | 'acknowledged'
    | 'snoozed'
    | 'woken'
    | 'escalated'
    | 'recovered'
    | 'returned'
    | `calls-${MatterCalls['state']}`;
  readonly at: Instant;
  /** The stage that it led to. */
  readonly to?: Alert['kind'];
  /** Who did it, by name; absent where nobody did. */
  readonly by?: string;
  /** Until when it is snoozed. */
  readonly until?: Instant;
}

/** What became of the paid calls of the person that a matter is about, once somebody wanted them stopped or restored. */
export interface MatterCalls {
  readonly state: 'stopped' | 'not-stopped' | 'restored' | 'not-restored';
  readonly by: string;
  readonly at: Instant;
  /** The number of that wish: of an earlier one nothing is told any more. */
  readonly wish: number;
  /** Why it was not done, where Microsoft has a reason. */
  readonly reason?: AssignmentFailure;
}

/** One subject of one wallet, from when something was amiss until nothing is: one card in each conversation (L15). */
export interface Matter {
  readonly id: string;
  readonly subject: string;
  /** Counts what its cards show: a card that shows an earlier one is to be edited. */
  readonly version: number;
  /**
   * The number of the calling that its stage belongs to: who has answered an earlier one alone is told by a new post. It falls when
   * the matter eases, so that a calling that never arrived is not made good by a post of something better.
   */
  readonly posting: number;
  /** The stage that it is at, or was at when it ended, with its facts. */
  readonly alert: Alert;
  readonly key: string;
  readonly raisedAt: Instant;
  /** Before then nobody is told: it is being mended. */
  readonly notBefore: Instant;
  /** When it was last seen to begin or leave each stage that people were called to, and that calling, by the stage's key. */
  readonly stages: Readonly<Record<string, { readonly at: Instant; readonly posting: number }>>;
  /** When people were last called to it. */
  readonly calledAt: Instant;
  readonly timeline: readonly MatterEvent[];
  readonly acknowledged?: { readonly by: string; readonly at: Instant };
  readonly snoozed?: { readonly by: string; readonly until: Instant };
  readonly calls?: MatterCalls;
  readonly escalatedAt?: Instant;
  /** When a process last said that it is so, of what others may not know. */
  readonly seenAt?: Instant;
  readonly endedAt?: Instant;
  /** The version in which it last ended or came back; absent where it has done neither. */
  readonly turnedIn?: number;
}

/** What comes back within this has flapped: it is the same, and told no second time, in ms. */
export const flapMs = 15 * minuteMs;

/** How long it is left to what mends it by itself, in ms. */
export const mendedWithinMs = 30 * secondMs;

const mostEvents = 12;

/** Between two callings, for a stage that nobody was called to because the matter eased to it. */
const callingStep = 2;

/** Whether it is never muted. */
export const isCritical = ({ alert }: Pick<Matter, 'alert'>): boolean => alertKinds[alert.kind].severity === 'critical';

/** Whether it has only happened: there is nothing to end, and nobody to mend it. */
export const isNews = ({ alert }: Pick<Matter, 'alert'>): boolean => alertKinds[alert.kind].subject === 'news';

/** Whether it is over for good: what is amiss after that is another matter. */
export const isOverForGood = (matter: Matter, at: Instant): boolean =>
  matter.endedAt !== undefined && (isNews(matter) || !isFlap(matter.endedAt, at));

/** Whether one is so soon after the other that it is the same; a clock that was set back makes them no nearer. */
const isFlap = (before: Instant, at: Instant): boolean => Math.abs(at - before) < flapMs;

/** What is known when matters are followed. */
export interface Following {
  readonly at: Instant;
  /** Everything that is amiss now. */
  readonly stages: readonly Stage[];
  /** What was announced since matters were last followed, oldest first: facts that the wallet does not keep, and news. */
  readonly announced: readonly Alert[];
  /** The number of the next matter. */
  readonly next: number;
}

/** The matters that change, each as it is afterwards: those that begin, worsen, ease, wake or end (L15). */
export function followed(before: readonly Matter[], { at, stages, announced, next }: Following): readonly Matter[] {
  const worst = worstOf(stages);
  const detailed = (stage: Stage): Stage => ({
    ...stage,
    alert: { ...announced.findLast(({ kind }) => kind === stage.alert.kind), ...stage.alert },
  });
  const living = before.filter(one => !isOverForGood(one, at));
  const known = [...worst].flatMap(([subject, stage]) => {
    const matter = living.find(one => one.subject === subject);
    return matter === undefined ? [] : [moved(matter, detailed(stage), at)];
  });
  const over = before.filter(one => !isNews(one) && one.endedAt === undefined && !worst.has(one.subject));
  const fresh = [...worst].filter(([subject]) => !living.some(one => one.subject === subject));
  const news = announced.filter(alert => isNews({ alert }) && !before.some(one => one.alert.id === alert.id));
  const begun = [
    ...fresh.map(([subject, stage], index) => raised(detailed(stage), { subject, number: next + index, at })),
    ...news.map((alert, index) => toldOnce(alert, next + fresh.length + index)),
  ];
  return [...known.filter(one => !before.includes(one)), ...over.map(one => recovered(one, at)), ...begun];
}

/** Somebody has seen it: nobody is called any more, and every card says who. */
export const acknowledged = (matter: Matter, { by, at }: { readonly by: string; readonly at: Instant }): Matter =>
  matter.acknowledged !== undefined || matter.endedAt !== undefined
    ? matter
    : { ...changed(matter, { kind: 'acknowledged', at, by }), acknowledged: { by, at } };

/** Somebody wants to hear of it later; what becomes critical meanwhile is told all the same. */
export const snoozed = (
  matter: Matter,
  { by, at, until }: { readonly by: string; readonly at: Instant; readonly until: Instant },
): Matter =>
  matter.endedAt !== undefined || until <= at
    ? matter
    : { ...changed(matter, { kind: 'snoozed', at, by, until }), snoozed: { by, until } };

/**
 * Somebody's paid calls were stopped or restored because of it, which every card says, also after it has ended: they stay stopped until
 * somebody restores them. Whoever has stopped them has seen it.
 */
export function withCalls(matter: Matter, calls: MatterCalls): Matter {
  if (matter.calls !== undefined && matter.calls.wish >= calls.wish) return matter;
  const { state, by, at } = calls;
  const told = { ...changed(matter, { kind: `calls-${state}`, at, by }), calls };
  const isSeen = matter.acknowledged !== undefined || matter.endedAt !== undefined || state !== 'stopped';
  return isSeen ? told : { ...told, acknowledged: { by, at } };
}

/** Nobody has acknowledged it in time: others are told (B7). */
export const escalated = (matter: Matter, at: Instant): Matter => ({
  ...changed(matter, { kind: 'escalated', at }),
  escalatedAt: at,
});

/** Whether others are called to it: those of an earlier calling see on their cards how it goes on. */
export const isEscalated = ({ escalatedAt, calledAt }: Matter): boolean =>
  escalatedAt !== undefined && escalatedAt >= calledAt;

/** When a critical one is escalated, unless somebody acknowledges it; undefined where it will not be. */
export function escalatesAt(matter: Matter, afterMs: number): Instant | undefined {
  const { acknowledged: seen, snoozed: later, endedAt, calledAt } = matter;
  const isSeen = seen !== undefined || later !== undefined || endedAt !== undefined || isEscalated(matter);
  return isSeen || !isCritical(matter) ? undefined : calledAt + afterMs;
}

/** In place of whose calls it is about, after these were erased: the key of nobody. */
const erasedPerson = 'erased';

/** Whether it tells of somebody's calls that began before then. */
export const isOfCallsBefore = ({ alert: { person, reasons = [] }, raisedAt }: Matter, before: Instant): boolean =>
  person !== undefined && person !== erasedPerson && (raisedAt < before || reasons.some(({ from }) => from < before));

/** As one of calls that were erased: it is over, and tells neither whose they were nor where they went (L10). */
export function withoutCalls(matter: Matter, at: Instant): Matter {
  const { id, alert, calls: _calls, endedAt = at, ...rest } = matter;
  const { reasons: _reasons, ...facts } = { ...alert, person: erasedPerson, about: id };
  const { kind: key } = facts;
  return {
    ...rest,
    id,
    subject: subjectOf(facts),
    version: matter.version + 1,
    alert: facts,
    key,
    stages: {},
    endedAt,
    ...(matter.endedAt === undefined && { turnedIn: matter.version + 1 }),
  };
}

function raised(
  { key, alert, isBeingMended }: Stage,
  { subject, number, at }: { readonly subject: string; readonly number: number; readonly at: Instant },
): Matter {
  const id = `matter-${number}`;
  return {
    ...{ id, subject, version: 1, posting: callingStep, alert: { ...alert, id }, key, raisedAt: at },
    ...{ stages: { [key]: { at, posting: callingStep } }, calledAt: at },
    notBefore: isBeingMended ? at + mendedWithinMs : at,
    timeline: [{ kind: 'raised', at, to: alert.kind }],
  };
}

function toldOnce(alert: Alert, number: number): Matter {
  const { at, kind } = alert;
  return {
    ...{ id: `matter-${number}`, subject: alert.id, version: 1, posting: 1, alert, key: kind, raisedAt: at },
    ...{ notBefore: at, stages: { [kind]: { at, posting: 1 } }, calledAt: at, endedAt: at },
    timeline: [{ kind: 'raised', at, to: kind }],
  };
}

/** A matter whose subject is amiss at `at`. */
function moved(kept: Matter, stage: Stage, at: Instant): Matter {
  const { key, isBeingMended } = stage;
  const before = afterTimeBack(kept, at);
  const returned = before.endedAt === undefined ? before : returnedTo(before, stage, at);
  const matter = woken(returned, at);
  const alert = { ...(matter.key === key && unkept(matter.alert)), ...stage.alert, id: matter.id };
  if (matter.key !== key) {
    // One that had ended has left its stage then.
    const left = before.endedAt === undefined ? leaving(matter, at) : matter;
    return isWorse(matter.alert, alert) ? eased(left, key, alert, at) : worsened(left, stage, alert, at);
  }
  const isLeftAlone = !isBeingMended && matter.notBefore > at;
  const facts = { ...matter, alert: { ...alert, at: matter.alert.at } };
  if (isLeftAlone) return { ...facts, version: matter.version + 1, notBefore: at };
  if (matter !== before) return facts;
  // A balance that goes on falling is read when the card is drawn next: it is no reason to draw it.
  return isSameFacts(facts.alert, matter.alert) ? before : { ...facts, version: matter.version + 1 };
}

/**
 * After a clock that was ahead was set back to `at`: people were called now, not a month from now, and nobody is left alone for longer than
 * they asked for.
 */
function afterTimeBack(matter: Matter, at: Instant): Matter {
  const { calledAt, escalatedAt, notBefore, snoozed: sleeping, timeline, version } = matter;
  const asked = sleeping && timeline.findLast(({ kind }) => kind === 'snoozed');
  const awake = asked?.until === undefined ? Infinity : at + asked.until - asked.at;
  const isCalledAhead = Math.max(calledAt, escalatedAt ?? calledAt, notBefore) > at + clockSlackMs;
  const isSnoozedAhead = sleeping !== undefined && sleeping.until > awake + clockSlackMs;
  return isCalledAhead || isSnoozedAhead
    ? {
        ...matter,
        version: version + 1,
        calledAt: Math.min(calledAt, at),
        notBefore: Math.min(notBefore, at + mendedWithinMs),
        ...(escalatedAt !== undefined && { escalatedAt: Math.min(escalatedAt, isEscalated(matter) ? at : at - 1) }),
        ...(isSnoozedAhead && { snoozed: { ...sleeping, until: awake } }),
      }
    : matter;
}

/** Facts that were announced once; what the wallet keeps is over when the wallet says no more of it. */
function unkept({ reason, since, invoice }: Alert): Partial<Alert> {
  return {
    ...(reason !== undefined && { reason }),
    ...(since !== undefined && { since }),
    ...(invoice !== undefined && { invoice }),
  };
}

/** Their order says nothing. */
const isSameFacts = (one: Alert, other: Alert): boolean => factsOf(one) === factsOf(other);

const factsOf = (alert: Alert): string =>
  JSON.stringify(
    Object.entries({ ...alert, balance: 0, at: 0, doubt: null }).toSorted(([first], [second]) =>
      first < second ? -1 : 1,
    ),
  );

/** At a worse stage, or at another one that is as bad, such as of another payment. */
function worsened(matter: Matter, { key }: Stage, alert: Alert, at: Instant): Matter {
  const stage = { ...changed(matter, { kind: 'worsened', at, to: alert.kind }), key, alert, notBefore: at };
  const last = matter.stages[key];
  const isMuted = matter.snoozed !== undefined && isCritical(stage);
  // What goes up and down is told once, for as long as it does.
  if (last !== undefined && isFlap(last.at, at) && !isMuted) {
    const { acknowledged: seen, ...unseen } = stage;
    // Who acknowledged what it had eased to has not acknowledged this.
    const isOfThis = seen !== undefined && seen.at <= last.at;
    return { ...unseen, posting: last.posting, ...(isOfThis && { acknowledged: seen }) };
  }
  const { acknowledged: _void, snoozed: sleeping, ...rest } = stage;
  return { ...called(rest, at), ...(sleeping !== undefined && !isMuted && { snoozed: sleeping }) };
}

/** At a better stage: who was told of anything in this matter is told by an edit alone. */
function eased(matter: Matter, key: string, alert: Alert, at: Instant): Matter {
  const known = matter.stages[key] === undefined ? Object.values(matter.stages) : [matter.stages[key]];
  const posting = Math.min(matter.posting - 1, ...known.map(one => one.posting));
  return {
    ...changed(matter, { kind: 'eased', at, to: alert.kind }),
    ...{ key, alert, posting: Math.max(1, posting) },
  };
}

/** Notes that it leaves its stage. */
function leaving(matter: Matter, at: Instant): Matter {
  const stage = matter.stages[matter.key];
  return stage === undefined ? matter : { ...matter, stages: { ...matter.stages, [matter.key]: { ...stage, at } } };
}

function recovered(matter: Matter, at: Instant): Matter {
  const { snoozed: _over, ...rest } = changed(leaving(matter, at), { kind: 'recovered', at });
  return { ...rest, endedAt: at, turnedIn: rest.version };
}

/** As one that had ended, and whose subject is amiss again, at whatever stage. */
function returnedTo({ endedAt: _endedAt, ...matter }: Matter, { alert, isBeingMended }: Stage, at: Instant): Matter {
  const notBefore = isBeingMended ? at + mendedWithinMs : at;
  const returned = changed(matter, { kind: 'returned', at, to: alert.kind });
  return { ...returned, notBefore, turnedIn: returned.version };
}

/** Told anew once its snooze is over. */
function woken(matter: Matter, at: Instant): Matter {
  if (matter.snoozed === undefined || matter.snoozed.until > at) return matter;
  const { snoozed: _over, acknowledged: _void, ...rest } = changed(matter, { kind: 'woken', at });
  return called(rest, at);
}

/** People are called to it anew. */
function called(matter: Matter, at: Instant): Matter {
  const last = Math.max(matter.posting, ...Object.values(matter.stages).map(one => one.posting));
  const posting = last + callingStep;
  return { ...matter, posting, stages: { ...matter.stages, [matter.key]: { at, posting } }, calledAt: at };
}

/** With the first and the latest of what happened. */
function changed<Of extends Matter>(matter: Of, happening: MatterEvent): Of {
  const timeline = [...matter.timeline, happening];
  const kept = timeline.length <= mostEvents ? timeline : [...timeline.slice(0, 1), ...timeline.slice(2)];
  return { ...matter, version: matter.version + 1, timeline: kept };
}
