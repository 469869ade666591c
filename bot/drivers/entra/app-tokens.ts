import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type AccessToken,
  type TokenCredential,
} from '@azure/identity';
import { readFile } from 'node:fs/promises';
import { minuteMs, secondMs, unreachable, type Instant } from '../../../core/index.ts';
import type { AppIdentity } from '../../configuration/app-identity.ts';
import type { Clock, DriverError, Log } from '../../ports/index.ts';
import { within } from '../../work/within.ts';
import { noToken, refusalOf, type AppUser } from './refusals.ts';

/** For whom a platform's token and a managed identity's are, with which an app is shown to Entra. */
const exchangeScope = 'api://AzureADTokenExchange/.default';

/** A token is got anew so long before it ends. */
const earlyMs = 5 * minuteMs;

/** What Entra has refused it refuses again: it is not asked more often, however much there is to do. */
const refusedMs = minuteMs;

const patienceMs = 20 * secondMs;

/** What tokens are kept by: each is asked for once, however many wait for it. */
interface Kept {
  readonly token: Promise<AccessToken>;
  /** Whichever of the two is over first: the one may be set back, and the other stands still while the machine sleeps. */
  readonly until: { readonly now: Instant; readonly elapsed: number };
}

/** Gets the tokens of one identity from Entra, or from the machine it runs on. Why there is none is said once, not to each that asks. */
export class AppTokens {
  readonly #identity: AppIdentity;
  readonly #credential: () => TokenCredential;
  readonly #whose: AppUser;
  readonly #clock: Clock;
  readonly #log: Pick<Log, 'info' | 'error'> | undefined;
  readonly #kept = new Map<string, Kept>();
  /** What was said last of what is refused. */
  #said: string | undefined;

  constructor(given: {
    readonly identity: AppIdentity;
    readonly whose: AppUser;
    readonly clock: Clock;
    readonly log?: Pick<Log, 'info' | 'error'> | undefined;
  }) {
    this.#identity = given.identity;
    // Each time a new one: the library keeps tokens too, by the clock that may be set.
    this.#credential = () => credentialOf(given);
    this.#whose = given.whose;
    this.#clock = given.clock;
    this.#log = given.log;
  }

  async token(scope: string): Promise<string> {
    const kept = this.#kept.get(scope);
    if (kept !== undefined && this.#isGood(kept)) return (await kept.token).token;
    const token = this.#asked(scope);
    // Until it is there, all wait for the same one.
    this.#keep(scope, token, Infinity);
    token.then(
      ({ expiresOnTimestamp }) => this.#keep(scope, token, expiresOnTimestamp - earlyMs - this.#clock.now()),
      (error: unknown) => {
        const { code } = error as DriverError;
        this.#keep(scope, token, code === 'entra-unreachable' ? 0 : refusedMs);
      },
    );
    return (await token).token;
  }

  #isGood({ until: { now, elapsed } }: Kept): boolean {
    return this.#clock.now() < now && this.#clock.elapsed() < elapsed;
  }

  #keep(scope: string, token: Promise<AccessToken>, ms: number): void {
    const until = { now: this.#clock.now() + ms, elapsed: this.#clock.elapsed() + ms };
    this.#kept.set(scope, { token, until });
  }

  async #asked(scope: string): Promise<AccessToken> {
    try {
      const token = await within(this.#clock, patienceMs, this.#credential().getToken(scope));
      if (!token) throw new Error('no answer in time');
      if (this.#said !== undefined) this.#log?.info({ whose: this.#whose }, 'there are tokens again');
      this.#said = undefined;
      return token;
    } catch (error) {
      const refusal = refusalOf(error, this.#identity, this.#whose);
      if (this.#said !== refusal.code) this.#log?.error({ code: refusal.code, whose: this.#whose }, refusal.message);
      this.#said = refusal.code;
      throw refusal;
    }
  }
}

function credentialOf({ identity, whose, clock }: ConstructorParameters<typeof AppTokens>[0]): TokenCredential {
  if (identity.kind === 'managed-identity') return managedIdentity(identity.clientId);
  const { tenantId, clientId, proof, authorityHost } = identity;
  // A stand-in is none of the addresses that Entra would vouch for.
  const options =
    authorityHost === undefined ? {} : { authorityHost, disableInstanceDiscovery: !isEntra(authorityHost) };
  switch (proof.kind) {
    case 'secret':
      return new ClientSecretCredential(tenantId, clientId, proof.secret, options);
    case 'certificate':
      return new ClientCertificateCredential(tenantId, clientId, { certificate: proof.pem }, options);
    case 'token-file':
      return new ClientAssertionCredential(tenantId, clientId, () => tokenIn(proof.file, whose), options);
    case 'identity': {
      // The library asks for it more often than it has to.
      const tokens = new AppTokens({ identity: { kind: 'managed-identity', clientId: proof.clientId }, whose, clock });
      return new ClientAssertionCredential(tenantId, clientId, () => tokens.token(exchangeScope), options);
    }
    default:
      return unreachable(proof);
  }
}

const isEntra = (host: string): boolean => new URL(host).hostname === 'login.microsoftonline.com';

const managedIdentity = (clientId: string | undefined): TokenCredential =>
  new ManagedIdentityCredential(clientId === undefined ? {} : { clientId });

/** The platform writes it anew long before it ends: it is read whenever Entra is asked. */
async function tokenIn(file: string, whose: AppUser): Promise<string> {
  const token = await readFile(file, 'utf8').catch((error: unknown) => {
    throw noToken(whose, 'entra-no-token-file', 'AZURE_FEDERATED_TOKEN_FILE cannot be read', error);
  });
  if (token.trim() === '') throw noToken(whose, 'entra-no-token-file', 'AZURE_FEDERATED_TOKEN_FILE is empty');
  return token.trim();
}
