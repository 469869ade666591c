import { DriverError, observed, type Observation, type ObservationKind } from '../../ports/index.ts';

/** What the codes of refusals are seen as. */
const kinds: Readonly<Record<string, ObservationKind>> = {
  'entra-secret-expired': 'secret-expired',
  'entra-secret-wrong': 'secret-wrong',
  'entra-no-app': 'app-unknown',
  'entra-app-disabled': 'app-disabled',
  'entra-no-tenant': 'tenant-unknown',
  'entra-certificate-refused': 'certificate-refused',
  'entra-not-federated': 'not-federated',
  'entra-assertion-expired': 'assertion-expired',
  'entra-no-token-file': 'token-file-unread',
  'entra-no-identity': 'identity-absent',
  'entra-unreachable': 'token-unreachable',
};

/** A token, where one was issued, and what was seen of it. */
export interface SeenToken {
  readonly token: string | undefined;
  readonly seen: Observation;
}

/** Asks for a token, and says why there is none; of Entra's own words its number alone. */
export async function seenToken(whose: string, getToken: () => Promise<string>): Promise<SeenToken> {
  try {
    return { token: await getToken(), seen: observed('credentials', 'token-issued', { whose }) };
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const kind = kinds[error.code];
    const code = /AADSTS\d+/.exec(error.message)?.[0] ?? error.code;
    return {
      token: undefined,
      seen: observed('credentials', kind ?? 'token-refused', kind === undefined ? { whose, code } : { whose }),
    };
  }
}

/** The application permissions that a token says it has; none where it does not say. */
export function rolesIn(token: string): readonly string[] {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const { roles } = payload as { readonly roles?: unknown };
    return Array.isArray(roles) ? roles.filter(role => typeof role === 'string') : [];
  } catch {
    return [];
  }
}
