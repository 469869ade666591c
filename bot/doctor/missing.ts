import type { SettingsSeen } from '../configuration/settings-seen.ts';

/** What an organization can do without for a while, and production should have; by the setting that brings it, where one does. */
const parts = {
  bot: ['MicrosoftAppId'],
  graph: ['AZURE_TENANT_ID'],
  'public-address': ['PUBLIC_URL'],
  mail: ['SMTP_URL'],
  heartbeat: ['HEARTBEAT_URL'],
  backup: ['BACKUP_DIR'],
  metrics: ['METRICS_TOKEN'],
} as const;

export type MissingPart = keyof typeof parts | 'alerts';

/** The parts whose settings were left out, and whether nobody is told of anything. */
export function missingParts(seen: readonly SettingsSeen[], isAnybodyTold: boolean): readonly MissingPart[] {
  const leftOut = new Set(seen.flatMap(one => one.leftOut));
  const missing = Object.entries(parts).flatMap(([part, names]) =>
    names.some(name => leftOut.has(name)) ? [part as MissingPart] : [],
  );
  return isAnybodyTold ? missing : [...missing, 'alerts'];
}
