import { secondMs, type Instant } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { sharedSight } from '../chat/roles.ts';
import type { Speech, SpeechIn } from '../chat/speech.ts';
import type { Clock, Delivery, Log, Messenger } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import { assignedView } from './assign-credits.view.ts';
import type { AssignmentRun, Assignments, AssignmentStep } from './assignments.ts';

// Teams takes what arrives last. Three things may write the card that a run was begun from, and must not overtake each other:
//
//   press ──▶ attend: waits a moment for the run ──▶ the answer, as the invoke's response, up to 3 s on its way
//   run   ──▶ onChange: now and then, and when it ends ──▶ an update of the card: one after the other, never while a turn attends,
//                                                          and not before that answer has had time to arrive
//   job   ──▶ catchUp: an end that no card has shown yet, because Teams or the process failed

/** Often enough for a reader, and within Teams' limit on message updates (T2). */
const shownEveryMs = 4 * secondMs;

/** How long the answer to a press may be on its way. */
const answerTakesMs = 3 * secondMs;

/** What set-up shows of a run: in place of the card, or as a new message once set-up has moved on to another step. */
export interface Redrawn {
  readonly card: Card;
  readonly place: 'in-place' | 'beside';
  /** The end of a long run as a message too: an update notifies nobody. */
  readonly also?: Card;
}

export interface ProgressPorts {
  readonly assignments: Assignments;
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly log: Log;
  readonly background: Background;
  readonly speechIn: SpeechIn;
  /** Draws the card of set-up; nothing where there is nothing to show. */
  readonly redrawSetup: (speech: Speech, step: AssignmentStep, run: AssignmentRun) => Promise<Redrawn | undefined>;
}

interface Shown {
  readonly at: number;
  readonly isWaiting: boolean;
  readonly limitedUntil: Instant | null;
}

/** Updates the card that a run was begun from, as the run proceeds and when it ends. */
export class Progress {
  readonly #ports: ProgressPorts;
  readonly #shown = new Map<string, Shown>();
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #attended = new Set<string>();
  /** The run whose turn was answered last, and when. */
  #lastAnswer: { readonly runId: string; readonly at: number } | undefined;

  constructor(ports: ProgressPorts) {
    this.#ports = ports;
    ports.assignments.onChange((step, run) => this.#follow(step, run));
  }

  /** While the turn that began a run waits for it, the card is not updated: the turn's answer replaces it. */
  async attend(runId: string, wait: () => Promise<void>): Promise<void> {
    this.#attended.add(runId);
    await wait().finally(() => {
      this.#attended.delete(runId);
      this.#lastAnswer = { runId, at: this.#ports.clock.now() };
    });
  }

  /** Shows the end of a run whose card does not show it yet. */
  async catchUp(step: AssignmentStep, run: AssignmentRun): Promise<void> {
    if (run.card === null || run.state === 'running' || run.shown === run.state || this.#attended.has(run.id)) return;
    await this.#inTurn(run.id, () => this.#show(step, run));
  }

  /** Shows a change of a run, unless one was shown a moment ago; the end is always shown. */
  #follow(step: AssignmentStep, run: AssignmentRun): void {
    const { clock, background } = this.#ports;
    const now = clock.now();
    const before = this.#shown.get(run.id);
    const isTooSoon =
      run.state === 'running' &&
      before !== undefined &&
      before.isWaiting === run.isWaiting &&
      before.limitedUntil === run.limitedUntil &&
      before.at <= now &&
      now - before.at < shownEveryMs;
    if (run.card === null || this.#attended.has(run.id) || isTooSoon) return;
    this.#shown.set(run.id, { at: now, isWaiting: run.isWaiting, limitedUntil: run.limitedUntil });
    if (run.state !== 'running') this.#shown.delete(run.id);
    background.start('progress', () => this.#inTurn(run.id, () => this.#show(step, run)));
  }

  async #inTurn(id: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(id) ?? Promise.resolve()).then(work);
    const quiet = turn.catch(() => undefined);
    this.#turns.set(id, quiet);
    await turn.finally(() => this.#turns.get(id) === quiet && this.#turns.delete(id));
  }

  async #show(step: AssignmentStep, run: AssignmentRun): Promise<void> {
    const { assignments, clock, log } = this.#ports;
    const answeredAt = this.#lastAnswer?.runId === run.id ? this.#lastAnswer.at : 0;
    const onItsWayMs = answeredAt + answerTakesMs - clock.now();
    if (onItsWayMs > 0 && onItsWayMs <= answerTakesMs) await clock.wait(onItsWayMs);
    const delivery = await this.#delivered(step, run);
    if (delivery === undefined || run.state === 'running') return;
    // A message that is gone cannot be updated; any other failure is tried again by the job.
    if (delivery.kind !== 'failed') await assignments.shown(step, run);
    else log.warn({ step, reason: delivery.reason }, 'the end of a run could not be shown yet');
  }

  async #delivered(step: AssignmentStep, run: AssignmentRun): Promise<Delivery | undefined> {
    if (run.card === null) return undefined;
    const { clock, messenger, redrawSetup, speechIn } = this.#ports;
    const { conversation, activityId, isSetup } = run.card;
    const person = messenger.isPersonal(conversation) ? (run.by ?? undefined) : undefined;
    const speech = await speechIn({ locale: conversation.locale, person });
    const sight = messenger.isPersonal(conversation) ? 'whole' : sharedSight.kind;
    if (!isSetup) return this.#follows(step, run, assignedView(speech, run, { sight, now: clock.now() }));
    const redrawn = await redrawSetup(speech, step, run);
    if (redrawn === undefined) return undefined;
    if (redrawn.place === 'beside') return messenger.send(conversation, redrawn.card);
    const updated = await messenger.update(conversation, activityId, redrawn.card);
    if (redrawn.also !== undefined && updated.kind !== 'failed') await messenger.send(conversation, redrawn.also);
    return updated;
  }

  /** Edits the run's card; where there is none yet, it is sent, and edited from then on. */
  async #follows(step: AssignmentStep, { id, card }: AssignmentRun, drawn: Card): Promise<Delivery | undefined> {
    const { assignments, messenger } = this.#ports;
    if (card === null) return undefined;
    const known = card.activityId === '' ? await assignments.read(step) : undefined;
    const activityId = (known?.id === id ? known.card?.activityId : undefined) ?? card.activityId;
    if (activityId !== '') return messenger.update(card.conversation, activityId, drawn);
    const sent = await messenger.send(card.conversation, drawn);
    if (sent.kind === 'delivered') await assignments.placed(step, id, sent.activityId);
    return sent;
  }
}
