import type { AppIdentity } from '../../configuration/app-identity.ts';
import { DriverError } from '../../ports/index.ts';

/** For what tokens are: each has credentials of its own. */
export type AppUser = 'the bot' | 'Microsoft Graph';

/** What Entra says by number, as our code and in plain words (the table in drivers/teams/CREDENTIALS.md). */
const refusals: readonly (readonly [numbers: readonly string[], code: string, words: string])[] = [
  [['7000222'], 'entra-secret-expired', 'its secret has expired: make a new one in Entra'],
  [['7000215'], 'entra-secret-wrong', "its secret is wrong: the secret's value is needed, not its id, and of this app"],
  [
    ['700016', '7000229'],
    'entra-no-app',
    'there is no such app in the tenant: check the app id, and that an admin has agreed to it there',
  ],
  [['90002', '900021', '900023'], 'entra-no-tenant', 'there is no such tenant: check the tenant id'],
  [['7000112', '7000113'], 'entra-app-disabled', 'the app is disabled in Entra'],
  [
    ['700027', '700030', '7000272'],
    'entra-certificate-refused',
    'its certificate is not one of the app, or has expired',
  ],
  [
    ['70021', '700211', '700212', '700213', '700214', '700223', '700238', '7002381'],
    'entra-not-federated',
    'the app has no federated credential for what stands for it: compare issuer, subject and audience, first whether the subject is the object id of the managed identity and not its client id',
  ],
  [['700024'], 'entra-assertion-expired', 'what stands for it has expired, or the clock of this machine is wrong'],
];

const other = [[], 'entra-refused', 'Microsoft Entra refuses it'] as const;

const names = {
  'the bot': ['MicrosoftAppId', 'MicrosoftAppPassword'],
  'Microsoft Graph': ['AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'],
} as const;

/** What is said of it in the log, and to whoever may read it; never what was asked with. */
export const noToken = (whose: AppUser, code: string, words: string, cause?: unknown): DriverError =>
  new DriverError(code, `no token for ${whose} (${names[whose].join(', ')}): ${words}`, cause);

/** Why there is no token. */
export function refusalOf(error: unknown, identity: AppIdentity, whose: AppUser): DriverError {
  const { message, cause } = error as Error;
  // What stands for an app has said it already.
  const said = [error, cause].find(one => one instanceof DriverError);
  if (said !== undefined) return said;
  const number = /AADSTS(\d+)/.exec(message)?.[1];
  if (number !== undefined) {
    const [, code, words] = refusals.find(([numbers]) => numbers.includes(number)) ?? other;
    return noToken(whose, code, `${words} (AADSTS${number})`, error);
  }
  const isMachine = identity.kind === 'managed-identity';
  if (isMachine && /identity.not.found|no user.assigned|bad request|\b400\b/i.test(message))
    return noToken(whose, 'entra-no-identity', 'this machine does not have the managed identity that is named', error);
  const silent = isMachine ? 'the managed identities of this machine do not answer' : 'Microsoft Entra does not answer';
  return noToken(whose, 'entra-unreachable', silent, error);
}
