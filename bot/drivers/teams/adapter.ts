import { CloudAdapter, type Activity, type InvokeResponse, type TurnContext } from 'botbuilder';
import type { Config } from '../../config.ts';
import { KeptClientsAuthentication } from './authentication.ts';

export type Authenticated = Awaited<ReturnType<KeptClientsAuthentication['authenticateRequest']>>;

/** botbuilder's adapter, answering with values instead of writing to an HTTP response: its own errors would leak there. */
export class TeamsAdapter extends CloudAdapter {
  constructor(bot: Config['bot']) {
    super(
      new KeptClientsAuthentication(
        bot === undefined
          ? {}
          : {
              MicrosoftAppType: bot.type,
              MicrosoftAppId: bot.id,
              MicrosoftAppPassword: bot.password,
              MicrosoftAppTenantId: bot.tenantId,
            },
      ),
    );
  }

  /** Checks the token of an activity; throws when it is not good. Every request is checked, a re-sent one too. */
  authenticate(authorization: string, activity: object): Promise<Authenticated> {
    return this.botFrameworkAuthentication.authenticateRequest(activity as Activity, authorization);
  }

  /** Runs the logic of a turn for an activity whose sender is known. Throws when the logic does. */
  answer(
    sender: Authenticated,
    activity: object,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(sender, withDates(activity) as Activity, logic);
  }
}

/** botbuilder wants dates where JSON has text. */
function withDates(activity: object): object {
  const { timestamp, localTimestamp } = activity as { timestamp?: unknown; localTimestamp?: unknown };
  const dated = (value: unknown): Date | undefined =>
    typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value) : undefined;
  const dates = { timestamp: dated(timestamp), localTimestamp: dated(localTimestamp) };
  return { ...activity, ...Object.fromEntries(Object.entries(dates).filter(([, value]) => value !== undefined)) };
}
