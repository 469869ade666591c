import { z } from 'zod';
import { isNews, unreachable, type Instant, type Matter, type TimeZone } from '../../core/index.ts';
import type { Clock, Delivery, Mail, Mailer } from '../ports/index.ts';
import type { Speech } from '../chat/speech.ts';
import type { Choices } from '../tenant/choices.ts';
import type { DestinationSource, Listed, Reached } from './destinations.ts';
import type { LeaveTokens } from './leave-tokens.ts';
import { matterMail } from './matter-mail.view.ts';
import type { MatterSurroundings } from './matter-surroundings.ts';
import type { Message, MessageMatter } from './message.ts';
import type { RefusedAddress, RefusedAddresses } from './refused-addresses.ts';
import { elsewhereShape, routeIn, routeOf, usualRoute, type ElsewhereRoute, type KeptRoute } from './route.ts';
import { editedWithinMs } from './telling-over.ts';
import { testMail } from './test-elsewhere.view.ts';

const addresses = z.array(z.string());

/** Who gets alerts by mail, and which. */
export interface MailChoice extends ElsewhereRoute {
  readonly addresses: readonly string[];
}

const shape: z.ZodType<MailChoice> = z.union([
  addresses.transform(found => ({ addresses: found, kinds: usualRoute.kinds })),
  elsewhereShape.extend({ addresses }),
]);

/** As the organization's choice keeps it; whatever is not understood counts as none. */
export function mailChoiceIn(stored: string | null): MailChoice {
  try {
    return shape.parse(stored === null ? [] : JSON.parse(stored));
  } catch {
    return shape.parse([]);
  }
}

/** The text that is kept of it; the addresses alone, as earlier versions know them, where they get everything. */
export function storedMailChoice({ addresses: found, ...route }: MailChoice): string | null {
  if (route.kinds === 'all' && route.quiet === undefined) return found.length === 0 ? null : JSON.stringify(found);
  return JSON.stringify({ addresses: found, ...route });
}

/** What it takes to tell somebody by mail. */
export interface MailMeans {
  /** Undefined where the deployment has no mail server. */
  readonly mailer: Mailer | undefined;
  readonly matterSurroundings: Pick<MatterSurroundings, 'of'>;
  /** The words of what is sent to no conversation. */
  readonly speechElsewhere: () => Promise<Speech>;
  readonly clock: Pick<Clock, 'now'>;
  /** A link that opens a chat with the bot, with something typed there; undefined where the bot's address in Teams is not known. */
  readonly chatLink: ((typed: string) => string) | undefined;
}

interface MailNeeds extends MailMeans {
  readonly choices: Pick<Choices, 'of'>;
  readonly refusedAddresses: RefusedAddresses;
  readonly leaveTokens: LeaveTokens;
  /** The bot's own https address; undefined where it has none, and an admin has to be asked to end mails. */
  readonly publicUrl: string | undefined;
}

/** The addresses that are told by mail. */
export class MailDestinations implements DestinationSource {
  readonly #needs: MailNeeds;

  constructor(needs: MailNeeds) {
    this.#needs = needs;
  }

  async reached(): Promise<readonly Reached[]> {
    const { mailer, refusedAddresses } = this.#needs;
    if (mailer === undefined) return [];
    const [asked, { route, number }] = await Promise.all([askedOf(this.#needs), this.#chosen()]);
    return asked.flatMap(({ address, gone }) =>
      gone === undefined
        ? {
            ...{ id: mailDestination(address), route: routeOf(route), isEscalation: false, asked: number },
            ...tellingByMail(this.#needs, mailer, {
              ...{ address, timeZone: route.quiet?.timeZone },
              leaveUrl: () => this.#leaveUrl(address),
            }),
            gone: (why, at) =>
              refusedAddresses.note(
                address,
                asked.map(one => one.address),
                { why, at },
              ),
          }
        : [],
    );
  }

  /** What the addresses are told of, and by which change: who asks for more is told of what is amiss already. */
  async #chosen(): Promise<{ readonly route: KeptRoute; readonly number: number }> {
    const { value, last } = await this.#needs.choices.of('mail');
    return { route: { ...usualRoute, ...routeIn(mailChoiceIn(value)) }, number: last?.number ?? 0 };
  }

  async #leaveUrl(address: string): Promise<string | undefined> {
    const { publicUrl, leaveTokens } = this.#needs;
    return publicUrl === undefined ? undefined : `${publicUrl}/mails/${await leaveTokens.sign(address)}`;
  }

  async listed(): Promise<readonly Listed[]> {
    const [asked, { route }] = await Promise.all([askedOf(this.#needs), this.#chosen()]);
    return asked.map(({ address, gone }) => ({
      ...{ id: mailDestination(address), kind: 'mail', what: { address }, route, gone },
      isReachable: this.#needs.mailer !== undefined && gone === undefined,
    }));
  }
}

/** The id of an address among the destinations. */
export const mailDestination = (address: string): string => `mail:${address}`;

/** The addresses that were asked for; one that was refused is tried again once they are changed, one that ended its mails when it is asked for anew. */
export async function askedOf({
  choices,
  refusedAddresses,
}: Pick<MailNeeds, 'choices' | 'refusedAddresses'>): Promise<
  readonly { readonly address: string; readonly gone: RefusedAddress | undefined }[]
> {
  const { value, last } = await choices.of('mail');
  const refused = await refusedAddresses.all();
  return mailChoiceIn(value).addresses.map(address => {
    const gone = refused.get(address);
    const lasts = gone?.why === 'unsubscribed' || (gone?.at ?? -1) >= (last?.at ?? 0);
    return { address, gone: lasts ? gone : undefined };
  });
}

/** Where mails go, and the link by which whoever reads them ends them; undefined where they have to ask an admin. */
interface Mailed {
  readonly address: string;
  readonly leaveUrl: () => Promise<string | undefined>;
  /** By whose clocks it is morning there; undefined where the wallet's count. */
  readonly timeZone?: TimeZone | undefined;
}

/** How one address is told by mail. */
export const tellingByMail = (
  means: MailMeans,
  mailer: Mailer,
  to: Mailed,
): Pick<Reached, 'tell' | 'test' | 'isOneByOne'> => ({
  isOneByOne: true,
  tell: message => tellByMail(means, mailer, { to, message }),
  test: async () => {
    const [speech, leaveUrl] = [await means.speechElsewhere(), await to.leaveUrl()];
    const key = `test:${means.clock.now()}`;
    const parts = testMail(speech, leaveUrl);
    return sent(mailer, { ...parts, ...{ key, thread: key, to: to.address, unsubscribeUrl: leaveUrl } });
  },
});

const plain = { hasMoved: false, showsAmounts: true };

/** A mail cannot be edited: of what happens after it only the end is told, and that it has come back after that, in the same thread. */
async function tellByMail(
  { matterSurroundings, speechElsewhere, chatLink, clock }: MailMeans,
  mailer: Mailer,
  { to, message: { shown, activityId } }: { readonly to: Mailed; readonly message: Message },
): Promise<Delivery> {
  const [one] = shown;
  const isCall = activityId === undefined;
  if (one === undefined || one.hasMoved || !(isCall || hasTurned(one, clock.now())))
    return { kind: 'delivered', activityId: activityId ?? '' };
  const { matter } = one;
  const leaveUrl = await to.leaveUrl();
  const speech = await speechElsewhere();
  const surroundings = await matterSurroundings.of(matter, { ...plain, timeZone: to.timeZone });
  const parts = matterMail(speech, { matter, surroundings }, { chatLink, leaveUrl });
  const delivery = await sent(mailer, {
    ...{ ...parts, key: keyOf(matter, isCall), thread: matter.id, to: to.address },
    ...{ language: speech.language, unsubscribeUrl: leaveUrl },
  });
  return isCall || delivery.kind !== 'delivered' ? delivery : { ...delivery, activityId };
}

/** The version in which it ended, or came back where it goes on; an earlier version of this program noted none. */
function turnedIn(matter: Matter): number | undefined {
  if (isNews(matter)) return undefined;
  return matter.turnedIn ?? (matter.endedAt === undefined ? undefined : matter.version);
}

/**
 * Whether it has ended or come back since what they were told of it was drawn, however long that was under way. Whoever is back after long
 * wants no mail for each that ended meanwhile.
 */
const hasTurned = ({ matter, shown = 0 }: MessageMatter, now: Instant): boolean =>
  (turnedIn(matter) ?? 0) > shown && now - (matter.endedAt ?? now) <= editedWithinMs;

/** One mail for each time that people are called to it, for its end, and for its return. */
function keyOf(matter: Matter, isCall: boolean): string {
  const turned = turnedIn(matter);
  if (isCall || turned === undefined) return `${matter.id}:${matter.posting}`;
  return `${matter.id}:${matter.endedAt === undefined ? 'again' : 'over'}:${turned}`;
}

async function sent(mailer: Mailer, mail: Mail): Promise<Delivery> {
  const outcome = await mailer.send(mail);
  switch (outcome.kind) {
    case 'delivered':
      return { kind: 'delivered', activityId: outcome.messageId };
    case 'refused':
      return { kind: 'gone', reason: 'address-refused' };
    case 'failed':
      return { kind: 'failed', retryAfterMs: undefined, reason: 'mail' };
    default:
      return unreachable(outcome);
  }
}
