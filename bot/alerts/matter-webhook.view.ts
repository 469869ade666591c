import { alertKinds, type AlertKind, type Instant, type Matter } from '../../core/index.ts';
import { spoken } from '../../cards/escape.ts';
import { joined } from '../chat/joined.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { WebhookAlert, WebhookGroup } from '../ports/index.ts';
import type { Surroundings } from './matter-surroundings.ts';
import { matterText } from './matter-text.view.ts';
import { nextStep } from './next-step.view.ts';

/** What the receiver is told of the program. */
export interface WebhookFrame {
  readonly organization: string;
  /** A link to the program; '' for none. */
  readonly externalUrl: string;
}

/** What the receiver knows these calls by. */
export const webhookReceiver = 'communications-credits';

/**
 * A matter as a group of Alertmanager's alerts, one for each stage that it has been at: to a receiver another name is another alert, so that a
 * low balance is resolved when zero begins to fire. News is resolved as it happens, or it would fire for ever.
 */
export function matterWebhook(
  speech: Speech,
  { matter, surroundings }: { readonly matter: Matter; readonly surroundings: Surroundings },
  { organization, externalUrl }: WebhookFrame,
): WebhookGroup {
  const description = spoken(
    joined(speech, matterText(speech, matter, surroundings), nextStep(speech, matter, surroundings)),
  );
  const groupLabels = { organization, matter: matter.id };
  const told = ({ kind, startsAt, endsAt }: StageSpan): WebhookAlert => ({
    labels: { alertname: kind, severity: alertKinds[kind].severity, ...groupLabels },
    annotations: { summary: spoken(speech.say(`alert.${kind}`)), description },
    ...{ startsAt, endsAt, generatorUrl: externalUrl },
  });
  const [present, ...past] = stageSpans(matter).toReversed();
  return {
    ...{ receiver: webhookReceiver, groupLabels, externalUrl },
    alerts: [told(present ?? spanOf(matter)), ...past.map(told)],
  };
}

/** When a matter was last at one kind. */
interface StageSpan {
  readonly kind: AlertKind;
  readonly startsAt: Instant;
  readonly endsAt: Instant | undefined;
}

const spanOf = ({ alert, raisedAt, endedAt }: Matter): StageSpan => ({
  kind: alert.kind,
  startsAt: raisedAt,
  endsAt: endedAt,
});

/** Each kind that a matter has been at, the present one last. */
function stageSpans(matter: Matter): readonly StageSpan[] {
  const spans = new Map<AlertKind, StageSpan>();
  let open: StageSpan | undefined;
  const end = (at: Instant): void => {
    if (open !== undefined) spans.set(open.kind, { ...open, endsAt: at });
    open = undefined;
  };
  for (const { kind, to, at } of matter.timeline) {
    if (kind === 'recovered') end(at);
    if (to === undefined || to === open?.kind) continue;
    end(at);
    open = { kind: to, startsAt: at, endsAt: matter.endedAt };
    // The present one is the last.
    spans.delete(to);
    spans.set(to, open);
  }
  return [...spans.values()];
}
