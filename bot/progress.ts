import { secondMs } from '../core/index.ts';
import { languageOf } from '../cards/words.ts';
import type { App, Turn } from './app.ts';
import type { AssignmentRun, AssignmentStep } from './assignments.ts';
import { present } from './setup.ts';
import { assignedView } from './views/assign-credits.ts';
import { runButtons } from './views/frame.ts';
import { notice } from './views/refusal.ts';

/** Teams lets a message be changed about once a second (BOT §2.7); nobody reads faster than this. */
const shownEveryMs = 4 * secondMs;

/** Keeps the card that a run was begun from as far as the run is, and tells when it is over. */
export class Progress {
  readonly #app: () => App;
  readonly #shownAt = new Map<string, number>();
  readonly #attended = new Set<string>();

  constructor(app: () => App) {
    this.#app = app;
  }

  /** While a turn waits for a run, its answer is the card. */
  async attend(tenant: string, step: AssignmentStep, wait: () => Promise<void>): Promise<void> {
    const key = `${tenant} ${step}`;
    this.#attended.add(key);
    await wait().finally(() => this.#attended.delete(key));
  }

  observe(tenant: string, step: AssignmentStep, run: AssignmentRun): void {
    const key = `${tenant} ${step}`;
    const app = this.#app();
    const now = app.clock.now();
    const shownAt = this.#shownAt.get(key) ?? 0;
    const isTooSoon = run.state === 'running' && shownAt <= now && now - shownAt < shownEveryMs;
    if (run.card === null || this.#attended.has(key) || isTooSoon) return;
    this.#shownAt.set(key, now);
    app.background('progress', () => this.#show(app, step, run));
  }

  async #show(app: App, step: AssignmentStep, run: AssignmentRun): Promise<void> {
    if (run.card === null) return;
    const { conversation, activityId, isSetup } = run.card;
    const speech = await app.speech(languageOf(conversation.locale));
    const draft = await app.drafts.read(app.tenant);
    if (!isSetup) {
      await app.messenger.update(conversation, activityId, assignedView(speech, run));
    } else if (draft?.step === step) {
      const turn: Turn = {
        ...{ app, speech, conversation, id: run.id, cardId: activityId },
        ...{ person: { id: undefined, name: '' }, localTimeZone: undefined, files: [] },
      };
      await app.messenger.update(conversation, activityId, await present(turn, draft));
    } else if (run.state !== 'running') {
      // Set-up has gone on to another step: its card is not taken away from whoever fills it in.
      const facts = { assigned: speech.number(run.assigned), failed: speech.number(run.failed.length) };
      const text = speech.say('setup.results', facts);
      const title = speech.say(step === 'licences' ? 'setup.licences.title' : 'setup.credits.title');
      await app.messenger.send(conversation, notice(speech, title, [text], { buttons: runButtons(speech, 'setup') }));
    }
  }
}
