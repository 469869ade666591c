import { CloudAdapter, type Activity, type TurnContext } from 'botbuilder';
import type { TenantConfig } from '../../configuration/tenant-config.ts';
import type { Channel, Clock, Exchange, HttpAnswer, Log, Receive } from '../../ports/index.ts';
import { AppTokens } from '../entra/app-tokens.ts';
import { systemClock } from '../system/clock.ts';
import { incomingOf, parseActivity } from './activity.ts';
import { botFrameworkAudience, KeptClientsAuthentication, type BotApp } from './authentication.ts';
import { cardMessage } from './card-message.ts';

const cardType = 'application/vnd.microsoft.card.adaptive';
const messageType = 'application/vnd.microsoft.activity.message';
const suggestionsType = 'application/vnd.microsoft.search.searchResponse';

interface Told {
  readonly clock: Clock;
  readonly log?: Pick<Log, 'info' | 'error'>;
}

/** botbuilder's adapter, returning values instead of writing to an HTTP response, where its own errors would leak. */
export class TeamsAdapter extends CloudAdapter implements Channel {
  /** A token as posts carry it; undefined in the sandbox, which has none. */
  readonly token: (() => Promise<string>) | undefined;
  readonly #authentication: KeptClientsAuthentication;

  constructor(bot: TenantConfig['bot'], told: Told = { clock: systemClock }) {
    const app = bot && appOf(bot, told);
    const authentication = new KeptClientsAuthentication(app);
    super(authentication);
    this.token = app && (() => app.token(`${botFrameworkAudience}/.default`));
    this.#authentication = authentication;
  }

  /** A client for what is sent unasked: it asks once, and stops when it is told to. */
  connector(appId: string, serviceUrl: string): ReturnType<KeptClientsAuthentication['onceClient']> {
    return this.#authentication.onceClient(this.createClaimsIdentity(appId), serviceUrl);
  }

  /** Checks the token of every request, of one that is sent again too. */
  async authenticate(authorization: string, activity: object): Promise<(receive: Receive) => Promise<HttpAnswer>> {
    const sender = await this.botFrameworkAuthentication.authenticateRequest(activity as Activity, authorization);
    return async receive => {
      const parsed = parseActivity(activity);
      if (parsed === undefined) return { status: 400, body: { error: 'not-an-activity' } };
      const answer = await this.processActivity(sender, parsed as unknown as Activity, context =>
        received(context, incomingOf(context.activity, parsed), receive),
      );
      return { status: answer?.status ?? 200, body: answer?.body as unknown };
    };
  }
}

function appOf({ id, tenantId, identity }: NonNullable<TenantConfig['bot']>, told: Told): BotApp {
  const tokens = new AppTokens({ identity, whose: 'the bot', ...told });
  return { id, tenantId, token: scope => tokens.token(scope) };
}

async function received(
  context: TurnContext,
  incoming: ReturnType<typeof incomingOf>,
  receive: Receive,
): Promise<void> {
  if (incoming === 'malformed-press') await respond(context, { statusCode: 400, type: messageType, value: '' });
  else if (incoming !== undefined) await receive(incoming, exchangeIn(context));
  // The answer to a file's offer has no body; what becomes of it is told by messages.
  if (incoming !== undefined && incoming !== 'malformed-press' && incoming.kind === 'file-answered')
    await context.sendActivity({ type: 'invokeResponse', value: { status: 200 } });
}

const exchangeIn = (context: TurnContext): Exchange => ({
  say: async card => (await context.sendActivity(cardMessage(card)))?.id,
  answer: answer =>
    respond(context, {
      statusCode: 200,
      type: typeof answer === 'string' ? messageType : cardType,
      value: answer,
    }),
  suggest: results => respond(context, { statusCode: 200, type: suggestionsType, value: { results } }),
});

/** botbuilder's own handler repeats the body's code as the HTTP status; Teams wants HTTP 200 with the code in the body. */
async function respond(
  context: TurnContext,
  body: { readonly statusCode: number; readonly type: string; readonly value: unknown },
): Promise<void> {
  await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body } });
}
