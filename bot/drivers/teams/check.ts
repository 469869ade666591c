import { observed, type Observation } from '../../ports/index.ts';
import { seenToken } from '../entra/token-check.ts';
import { reach } from '../http/reach.ts';

/** Where the Bot Framework says which keys sign the tokens of Teams. */
export const keysAddress = 'https://login.botframework.com/v1/.well-known/openidconfiguration';

/** Whether the bot gets a token to send with, and can read the keys that it checks what comes by; undefined where there are no credentials. */
export async function checkTeams(
  getToken: (() => Promise<string>) | undefined,
  signal: AbortSignal,
  address = keysAddress,
): Promise<readonly Observation[]> {
  if (getToken === undefined) return [observed('teams', 'teams-local')];
  const [{ seen }, keys] = await Promise.all([seenToken('Bot Framework', getToken), reach(address, signal)]);
  return [
    seen,
    keys.kind === 'answered' && keys.status === 200
      ? observed('teams', 'teams-keys')
      : observed('teams', 'teams-keys-unreachable', {
          code: keys.kind === 'answered' ? `http-${keys.status}` : keys.code,
        }),
  ];
}
