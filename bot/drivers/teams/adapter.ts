import { CloudAdapter, type Activity, type InvokeResponse, type TurnContext } from 'botbuilder';
import type { Config } from '../../config.ts';
import { KeptClientsAuthentication } from './authentication.ts';

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

  /** Checks who sent the activity and runs the logic. Throws when the token is not good, or when the logic does. */
  answer(
    authorization: string,
    activity: object,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(authorization, withDates(activity) as Activity, logic);
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
