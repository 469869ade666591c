import { z } from 'zod';
import { hourMs, unreachable, type TimeZone } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import type { Clock, Delivery, Webhook, WebhookCall, WebhookOutcome } from '../ports/index.ts';
import type { Choices } from '../tenant/choices.ts';
import type { DestinationSource, Listed, Reached } from './destinations.ts';
import type { MatterSurroundings } from './matter-surroundings.ts';
import { matterWebhook } from './matter-webhook.view.ts';
import type { Message, MessageMatter } from './message.ts';
import { elsewhereShape, routeIn, routeOf, usualRoute } from './route.ts';
import { testWebhook } from './test-elsewhere.view.ts';
import type { WebhookSecrets } from './webhook-secrets.ts';

const shape = z.object({
  ...{ url: z.string(), secret: z.int() },
  // An earlier version kept neither.
  ...{ kinds: elsewhereShape.shape.kinds.default('all'), quiet: elsewhereShape.shape.quiet },
});

/** Where another program is told of alerts, of which, and by the number of which secret it knows that it is us. */
export type WebhookChoice = z.infer<typeof shape>;

/** As the organization's choice keeps it; whatever is not understood counts as none. */
export function webhookIn(stored: string | null): WebhookChoice | undefined {
  try {
    return stored === null ? undefined : shape.parse(JSON.parse(stored));
  } catch {
    return undefined;
  }
}

/** An address as people may see it: what follows the host may be what lets one in. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');

interface WebhookNeeds {
  readonly tenant: string;
  readonly choices: Pick<Choices, 'of'>;
  readonly webhook: Webhook;
  readonly webhookSecrets: WebhookSecrets;
  readonly matterSurroundings: Pick<MatterSurroundings, 'of'>;
  /** The words of what is sent to no conversation. */
  readonly speechElsewhere: () => Promise<Speech>;
  readonly clock: Pick<Clock, 'now'>;
  /** A link to the program; '' for none. */
  readonly externalUrl: string;
}

/** Where its calls go. */
interface Receiver extends Pick<WebhookCall, 'url' | 'secret'> {
  /** By whose clocks it is morning there; undefined where the wallet's count. */
  readonly timeZone: TimeZone | undefined;
}

/** Another address is another destination, which was told nothing yet. */
export const webhookDestination = ({ secret }: Pick<WebhookChoice, 'secret'>): string => `webhook:${secret}`;

/** Whoever runs the receiver may have mended it: what it refused is told again after so long, or with the next change. */
const refusedForMs = hourMs;

/** The program that is told of every change. */
export class WebhookDestination implements DestinationSource {
  readonly #needs: WebhookNeeds;

  constructor(needs: WebhookNeeds) {
    this.#needs = needs;
  }

  async reached(): Promise<readonly Reached[]> {
    const { value, last } = await this.#needs.choices.of('webhook');
    const choice = webhookIn(value);
    const receiver = await this.#receiver(choice);
    if (choice === undefined || receiver === undefined) return [];
    return [
      {
        ...{ id: webhookDestination(choice), route: routeOf(choice), isEscalation: false },
        ...{ isProgram: true, isOneByOne: true },
        asked: last?.number ?? 0,
        tell: message => this.#tell(receiver, message),
        test: () => this.#test(receiver),
        // It is not known to be: what it refuses is tried again.
        gone: () => Promise.resolve(),
      },
    ];
  }

  async listed(): Promise<readonly Listed[]> {
    const choice = webhookIn((await this.#needs.choices.of('webhook')).value);
    if (choice === undefined) return [];
    const isReachable = (await this.#receiver(choice)) !== undefined;
    return [
      {
        ...{ id: webhookDestination(choice), kind: 'webhook', what: { address: hostOf(choice.url) } },
        ...{ route: { ...usualRoute, ...routeIn(choice) }, gone: undefined, isReachable },
      },
    ];
  }

  async #receiver(choice: WebhookChoice | undefined): Promise<Receiver | undefined> {
    const secret = choice === undefined ? undefined : await this.#needs.webhookSecrets.of(choice.secret);
    return choice === undefined || secret === undefined
      ? undefined
      : { url: choice.url, secret, timeZone: choice.quiet?.timeZone };
  }

  /** Each matter is a call of its own. */
  async #tell(receiver: Receiver, { shown: [one] }: Message): Promise<Delivery> {
    return one === undefined ? { kind: 'refused', reason: 'malformed' } : this.#call(receiver, one);
  }

  /** Each change is one call; what points from one post to another is for people. */
  async #call({ timeZone, ...receiver }: Receiver, { matter, hasMoved }: MessageMatter): Promise<Delivery> {
    const { webhook, matterSurroundings, speechElsewhere, tenant, externalUrl } = this.#needs;
    if (hasMoved) return { kind: 'delivered', activityId: matter.id };
    const surroundings = await matterSurroundings.of(matter, { hasMoved, showsAmounts: true, timeZone });
    const frame = { organization: tenant, externalUrl };
    const group = matterWebhook(await speechElsewhere(), { matter, surroundings }, frame);
    const outcome = await webhook.call({ ...receiver, id: `${matter.id}:${matter.version}`, group });
    return deliveryOf(outcome, matter.id);
  }

  async #test(receiver: Receiver): Promise<Delivery> {
    const { webhook, speechElsewhere, clock, tenant, externalUrl } = this.#needs;
    const now = clock.now();
    const group = testWebhook(await speechElsewhere(), now, { organization: tenant, externalUrl });
    return deliveryOf(await webhook.call({ ...receiver, id: `test:${now}`, group }), 'test');
  }
}

function deliveryOf(outcome: WebhookOutcome, activityId: string): Delivery {
  switch (outcome.kind) {
    case 'delivered':
      return { kind: 'delivered', activityId };
    case 'refused':
      return { kind: 'failed', retryAfterMs: refusedForMs, reason: 'webhook-refused' };
    case 'failed':
      return { kind: 'failed', retryAfterMs: outcome.retryAfterMs, reason: 'webhook' };
    default:
      return unreachable(outcome);
  }
}
