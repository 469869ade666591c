import { PUBLIC, type CloudEnvironment } from '@microsoft/teams.api';
import { App, type HttpRouteHandler } from '@microsoft/teams.apps';
import type { TenantConfig } from '../../configuration/tenant-config.ts';
import type { Clock, HttpAnswer, Receive } from '../../ports/index.ts';
import { incomingOf, parseActivity } from '../teams/activity.ts';
import {
  botAppOf,
  botFrameworkAudience,
  sendersToken,
  type BotApp,
  type LibrarySurroundings,
} from '../teams/bot-app.ts';
import type { ConnectorRefusal, TeamsConnector, TeamsLibrary } from '../teams/connector.ts';
import { malformedAnswer } from '../teams/invoke-answers.ts';
import { isOfTeams } from '../teams/token-claims.ts';
import { bearerIn, isOfSkill } from './bearer.ts';
import { axiosRefusalIn, connectorWith } from './client.ts';
import { Endorsements } from './endorsements.ts';
import { quietLogger } from './quiet-logger.ts';
import { endingWith, signedBy, tryingAgain, ofOurs, type Middleware } from './requests.ts';
import { TurnAnswers } from './turn-answers.ts';

/** A request that is not ended by us has this long. */
const timeoutMs = 30_000;

/** Microsoft's Teams SDK for one bot: its checks of tokens, its credentials and its clients, without a server and without its router (README.md). */
export class TeamsSdk implements TeamsLibrary {
  readonly token: TeamsLibrary['token'];
  readonly #app: App;
  readonly #bot: BotApp | undefined;
  readonly #endorsements: Endorsements;
  readonly #clock: Clock;
  readonly #stopping: AbortSignal | undefined;
  /** The library's own handler of a request. */
  #check!: HttpRouteHandler;

  private constructor(bot: BotApp | undefined, { clock, stopping }: LibrarySurroundings, cloud: CloudEnvironment) {
    this.#bot = bot;
    this.token = sendersToken(bot);
    this.#clock = clock;
    this.#stopping = stopping;
    this.#endorsements = new Endorsements(keysOf(cloud), clock);
    this.#app = new App({
      // What is undefined here it would read from the environment, by names that other programs use. Its tokens are ours (T23).
      ...{ clientId: bot?.id ?? '', clientSecret: '', tenantId: bot?.tenantId ?? '', managedIdentityClientId: '' },
      ...{ cloud, serviceUrl: 'https://smba.trafficmanager.net/teams' },
      // Without an app id nobody's token is checked (B13).
      dangerouslyAllowUnauthenticatedRequests: bot === undefined,
      httpServerAdapter: { registerRoute: (_method, _path, handler) => void (this.#check = handler) },
      client: { timeout: timeoutMs, logger: quietLogger, middlewares: [ofOurs] },
      ...{ logger: quietLogger, telemetry: { agent365: false } },
    });
    // Who sent an activity is asked apart from what it is answered with (B11).
    this.#app.server.onRequest = () => Promise.resolve({ status: 200 });
  }

  static async open(
    bot: TenantConfig['bot'],
    told: LibrarySurroundings,
    cloud: CloudEnvironment = PUBLIC,
  ): Promise<TeamsSdk> {
    const sdk = new TeamsSdk(botAppOf(bot, told), told, cloud);
    await sdk.#app.initialize();
    return sdk;
  }

  connector(serviceUrl: string, signal: AbortSignal): Promise<TeamsConnector> {
    return Promise.resolve(this.#connector(serviceUrl, endingWith(signal)));
  }

  refusalIn(error: unknown): ConnectorRefusal | undefined {
    return axiosRefusalIn(error);
  }

  /** Checks the token of every request, of one that is sent again too. */
  async authenticate(authorization: string, activity: object): Promise<(receive: Receive) => Promise<HttpAnswer>> {
    if (this.#bot !== undefined) await this.#checkToken(this.#bot.id, authorization, activity);
    const { status } = await this.#check({ body: activity, headers: { authorization } });
    if (status !== 200) throw new Error('the token is not valid');
    return receive => this.#answer(activity, receive);
  }

  /** What the library does not check, before it asks for keys that somebody made up (T14). */
  async #checkToken(appId: string, authorization: string, activity: object): Promise<void> {
    const { serviceUrl, channelId } = activity as Readonly<Record<'serviceUrl' | 'channelId', string>>;
    const bearer = bearerIn(authorization);
    if (bearer === undefined) throw new Error('no token');
    const { keyId, claim } = bearer;
    if (!isOfTeams(claim, serviceUrl) || claim('aud') !== appId || isOfSkill(bearer))
      throw new Error('the token is not one of Teams for this bot');
    if (!(await this.#endorsements.are(keyId, channelId))) throw new Error('the key of the token is not one for Teams');
  }

  async #answer(activity: object, receive: Receive): Promise<HttpAnswer> {
    const parsed = parseActivity(activity);
    if (parsed === undefined) return { status: 400, body: { error: 'not-an-activity' } };
    const incoming = incomingOf(parsed);
    if (incoming === 'malformed-press') return { status: 200, body: malformedAnswer };
    const again = tryingAgain(this.#clock, this.#stopping);
    const answers = new TurnAnswers(parsed, () => this.#connector(parsed.serviceUrl, again));
    if (incoming !== undefined) await receive(incoming, answers);
    return answers.http();
  }

  #connector(serviceUrl: string, middleware: Middleware): TeamsConnector {
    const api = this.#app.api.clone({ serviceUrl });
    api.http.use(middleware);
    const { token } = this.#bot ?? {};
    if (token !== undefined) api.http.use(signedBy(() => token(`${botFrameworkAudience}/.default`)));
    return connectorWith(api);
  }
}

/** Where the library reads the keys; it drops what each is endorsed for. */
const keysOf = ({ openIdMetadataUrl }: CloudEnvironment): string =>
  openIdMetadataUrl.replace(/\/openidconfiguration$/, '/keys');
