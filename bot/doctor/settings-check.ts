import { dayMs, type Instant } from '../../core/index.ts';
import type { SettingsSeen } from '../configuration/settings-seen.ts';
import { observed, type Observation } from '../ports/index.ts';

/** Which settings were given and left out, which secrets stand where a file would be safer. */
export function checkSettings(seen: readonly SettingsSeen[]): readonly Observation[] {
  const given = seen.flatMap(one => one.given);
  const leftOut = seen.flatMap(one => one.leftOut);
  const asValues = seen.flatMap(one => one.secretsAsValues);
  return [
    ...(given.length > 0 ? [observed('settings', 'settings-given', { names: given })] : []),
    ...(leftOut.length > 0 ? [observed('settings', 'settings-left-out', { names: leftOut })] : []),
    ...(asValues.length > 0 ? [observed('settings', 'secrets-as-values', { names: asValues })] : []),
  ];
}

/** Settings that are refused, each in its own words: they name settings, and no value. */
export const checkRefused = (problems: readonly string[]): readonly Observation[] =>
  problems.map(problem => observed('settings', 'setting-wrong', { problem }));

/** Those that Entra gives an end; when that is it tells only who may read applications, which the bot may not. */
const secretsThatEnd = ['MicrosoftAppPassword', 'AZURE_CLIENT_SECRET'];

/** Those that are in Azure for nothing that ends: the platform renews what shows who the bot is. */
const identities = ['MicrosoftAppId', 'MANAGED_IDENTITY_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE'];

/** As long before people are told of it too. */
const soonMs = 30 * dayMs;

/** When the first of the secrets and certificates ends; which may end at any time, because nobody has written it down; or that none ends. */
export function checkSecretsEnd(
  seen: readonly SettingsSeen[],
  { credentialsExpire: end, now }: { readonly credentialsExpire: Instant | undefined; readonly now: Instant },
): readonly Observation[] {
  const given = seen.flatMap(one => one.given);
  const isGiven = (name: string): boolean => given.includes(name) || given.includes(`${name}_FILE`);
  // A certificate says when it ends itself, and nothing of the secret beside it.
  const names = isGiven('CREDENTIALS_EXPIRE')
    ? []
    : given.filter(name => secretsThatEnd.includes(name.replace(/_FILE$/, '')));
  const unknown = names.length === 0 ? [] : [observed('credentials', 'secrets-end-unknown', { names })];
  if (end !== undefined) {
    const kind = end <= now ? 'secrets-over' : end - now <= soonMs ? 'secrets-end-soon' : 'secrets-last';
    return [observed('credentials', kind, { until: { at: end } }), ...unknown];
  }
  if (names.length > 0) return unknown;
  return identities.some(isGiven) ? [observed('credentials', 'secrets-none')] : [];
}
