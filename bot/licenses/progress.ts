import { secondMs } from '../../core/index.ts';
import { languageOf } from '../../cards/words.ts';
import type { App, Turn } from '../app/app.ts';
import type { AssignmentRun, AssignmentStep } from './assignments.ts';
import type { Delivery } from '../ports/index.ts';
import { present } from '../setup/setup.ts';
import { assignedView } from './assign-credits.view.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/refusal.view.ts';

/** Teams lets a message be changed about once a second (BOT §2.7); nobody reads faster than this. */
const shownEveryMs = 4 * secondMs;

/** How long the answer to a press may be on its way: what is shown before it arrives would be replaced by it. */
const answerTakesMs = 3 * secondMs;

interface Shown {
  readonly at: number;
  readonly isWaiting: boolean;
}

/** Keeps the card that a run was begun from as far as the run is, and tells when it is over. */
export class Progress {
  readonly #app: () => App;
  readonly #shown = new Map<string, Shown>();
  /** One after the other: what was drawn later must not be overtaken. */
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #attended = new Set<string>();
  /** The turn that last went off to answer, of those that began a run. */
  #lastAnswer: { readonly runId: string; readonly at: number } | undefined;

  constructor(app: () => App) {
    this.#app = app;
  }

  /** While the turn that began a run waits for it, its answer is the card. */
  async attend(runId: string, wait: () => Promise<void>): Promise<void> {
    this.#attended.add(runId);
    await wait().finally(() => {
      this.#attended.delete(runId);
      this.#lastAnswer = { runId, at: this.#app().clock.now() };
    });
  }

  /** A run has come further: shown unless it was a moment ago; its end is shown in any case. */
  observe(step: AssignmentStep, run: AssignmentRun): void {
    const app = this.#app();
    const now = app.clock.now();
    const before = this.#shown.get(run.id);
    const isTooSoon =
      run.state === 'running' &&
      before !== undefined &&
      before.isWaiting === run.isWaiting &&
      before.at <= now &&
      now - before.at < shownEveryMs;
    if (run.card === null || this.#attended.has(run.id) || isTooSoon) return;
    this.#shown.set(run.id, { at: now, isWaiting: run.isWaiting });
    if (run.state !== 'running') this.#shown.delete(run.id);
    app.background('progress', () => this.#inTurn(run.id, () => this.#show(app, step, run)));
  }

  /** Shows the end of a run whose card does not show it yet, because Teams or the process failed. */
  async catchUp(app: App, step: AssignmentStep, run: AssignmentRun): Promise<void> {
    if (run.card === null || run.state === 'running' || run.shown === run.state || this.#attended.has(run.id)) return;
    await this.#inTurn(run.id, () => this.#show(app, step, run));
  }

  async #inTurn(id: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(id) ?? Promise.resolve()).then(work);
    const quiet = turn.catch(() => undefined);
    this.#turns.set(id, quiet);
    await turn.finally(() => this.#turns.get(id) === quiet && this.#turns.delete(id));
  }

  async #show(app: App, step: AssignmentStep, run: AssignmentRun): Promise<void> {
    const answeredAt = this.#lastAnswer?.runId === run.id ? this.#lastAnswer.at : 0;
    const onItsWayMs = answeredAt + answerTakesMs - app.clock.now();
    if (onItsWayMs > 0 && onItsWayMs <= answerTakesMs) await app.clock.wait(onItsWayMs);
    const delivery = await this.#delivered(app, step, run);
    if (delivery === undefined || run.state === 'running') return;
    // What is gone is gone; anything else is tried again by the job.
    if (delivery.kind !== 'failed') await app.assignments.shown(app.tenant, step, run);
    else app.log.warn({ step, reason: delivery.reason }, 'the end of a run could not be shown yet');
  }

  async #delivered(app: App, step: AssignmentStep, run: AssignmentRun): Promise<Delivery | undefined> {
    if (run.card === null) return undefined;
    const { conversation, activityId, isSetup } = run.card;
    const speech = await app.speech(languageOf(conversation.locale));
    if (!isSetup) return app.messenger.update(conversation, activityId, assignedView(speech, run));
    const draft = await app.drafts.read(app.tenant);
    if (draft?.step === step) {
      const turn: Turn = {
        ...{ app, speech, conversation, id: run.id, cardId: activityId },
        ...{ person: { id: undefined, name: '' }, localTimeZone: undefined, files: [] },
      };
      return app.messenger.update(conversation, activityId, await present(turn, draft));
    }
    if (run.state === 'running') return undefined;
    // Set-up has gone on to another step: its card is not taken away from whoever fills it in.
    const facts = { assigned: speech.number(run.assigned), failed: speech.number(run.failed.length) };
    const title = speech.say(step === 'licences' ? 'setup.licences.title' : 'setup.credits.title');
    const told = notice(speech, title, [speech.say('setup.results', facts)], { buttons: runButtons(speech, 'setup') });
    return app.messenger.send(conversation, told);
  }
}
