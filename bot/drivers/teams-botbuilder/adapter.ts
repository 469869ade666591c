import { CloudAdapter, type Activity, type TurnContext } from 'botbuilder';
import type { TenantConfig } from '../../configuration/tenant-config.ts';
import type { Exchange, HttpAnswer, Receive } from '../../ports/index.ts';
import { incomingOf, parseActivity } from '../teams/activity.ts';
import { botAppOf, sendersToken, type LibrarySurroundings } from '../teams/bot-app.ts';
import { cardMessage } from '../teams/card-message.ts';
import type { ConnectorRefusal, TeamsConnector, TeamsLibrary } from '../teams/connector.ts';
import { malformedAnswer, pressAnswer, searchAnswer, type InvokeAnswer } from '../teams/invoke-answers.ts';
import { KeptClientsAuthentication } from './authentication.ts';
import { connectorOf, restRefusalIn } from './client.ts';

/** botbuilder's adapter, returning values instead of writing to an HTTP response, where its own errors would leak. */
export class BotbuilderAdapter extends CloudAdapter implements TeamsLibrary {
  readonly token: TeamsLibrary['token'];
  readonly #authentication: KeptClientsAuthentication;
  readonly #appId: string;

  constructor(bot: TenantConfig['bot'], told: LibrarySurroundings) {
    const app = botAppOf(bot, told);
    const authentication = new KeptClientsAuthentication(app);
    super(authentication);
    this.token = sendersToken(app);
    this.#authentication = authentication;
    this.#appId = bot?.id ?? '';
  }

  async connector(serviceUrl: string, signal: AbortSignal): Promise<TeamsConnector> {
    const client = await this.#authentication.onceClient(this.createClaimsIdentity(this.#appId), serviceUrl);
    return connectorOf(client, signal);
  }

  refusalIn(error: unknown): ConnectorRefusal | undefined {
    return restRefusalIn(error);
  }

  /** Checks the token of every request, of one that is sent again too. */
  async authenticate(authorization: string, activity: object): Promise<(receive: Receive) => Promise<HttpAnswer>> {
    const sender = await this.botFrameworkAuthentication.authenticateRequest(activity as Activity, authorization);
    return async receive => {
      const parsed = parseActivity(activity);
      if (parsed === undefined) return { status: 400, body: { error: 'not-an-activity' } };
      const answer = await this.processActivity(sender, parsed as unknown as Activity, context =>
        received(context, incomingOf(parsed), receive),
      );
      return { status: answer?.status ?? 200, body: answer?.body as unknown };
    };
  }
}

async function received(
  context: TurnContext,
  incoming: ReturnType<typeof incomingOf>,
  receive: Receive,
): Promise<void> {
  if (incoming === 'malformed-press') await respond(context, malformedAnswer);
  else if (incoming !== undefined) await receive(incoming, exchangeIn(context));
  // The answer to a file's offer has no body; what becomes of it is told by messages.
  if (incoming !== undefined && incoming !== 'malformed-press' && incoming.kind === 'file-answered')
    await context.sendActivity({ type: 'invokeResponse', value: { status: 200 } });
}

const exchangeIn = (context: TurnContext): Exchange => ({
  say: async card => (await context.sendActivity(cardMessage(card)))?.id,
  answer: answer => respond(context, pressAnswer(answer)),
  suggest: results => respond(context, searchAnswer(results)),
});

/** botbuilder's own handler repeats the body's code as the HTTP status; Teams wants HTTP 200 with the code in the body. */
async function respond(context: TurnContext, body: InvokeAnswer): Promise<void> {
  await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body } });
}
