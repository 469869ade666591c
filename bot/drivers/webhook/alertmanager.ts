import type { WebhookAlert, WebhookGroup } from '../../ports/index.ts';

type Pairs = Readonly<Record<string, string>>;

/** What Go writes for an instant that is none. */
const noInstant = '0001-01-01T00:00:00Z';

/** The body of Alertmanager's webhook, version 4, in the order in which it writes it. */
export function alertmanagerBody({ receiver, groupLabels, externalUrl, alerts }: WebhookGroup): object {
  return {
    receiver,
    status: alerts.some(({ endsAt }) => endsAt === undefined) ? 'firing' : 'resolved',
    alerts: alerts.map(alertBody),
    groupLabels: withoutEmpty(groupLabels),
    commonLabels: commonOf(alerts.map(({ labels }) => labels)),
    commonAnnotations: commonOf(alerts.map(({ annotations }) => annotations)),
    externalURL: externalUrl,
    version: '4',
    groupKey: `{}:${labelText(groupLabels)}`,
    truncatedAlerts: 0,
  };
}

const alertBody = ({ labels, annotations, startsAt, endsAt, generatorUrl }: WebhookAlert): object => ({
  status: endsAt === undefined ? 'firing' : 'resolved',
  ...{ labels: withoutEmpty(labels), annotations: withoutEmpty(annotations) },
  startsAt: new Date(startsAt).toISOString(),
  endsAt: endsAt === undefined ? noInstant : new Date(endsAt).toISOString(),
  ...{ generatorURL: generatorUrl, fingerprint: fingerprintOf(labels) },
});

/** An empty label is the same as none. */
const withoutEmpty = (pairs: Pairs): Pairs =>
  Object.fromEntries(Object.entries(pairs).filter(([, value]) => value !== ''));

const commonOf = ([first = {}, ...others]: readonly Pairs[]): Pairs =>
  Object.fromEntries(
    Object.entries(withoutEmpty(first)).filter(([name, value]) => others.every(other => other[name] === value)),
  );

const sorted = (labels: Pairs): readonly (readonly [name: string, value: string])[] =>
  Object.entries(withoutEmpty(labels)).toSorted(([one], [other]) => (one < other ? -1 : 1));

const labelText = (labels: Pairs): string =>
  `{${sorted(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`;

/** Prometheus's fingerprint of labels: FNV-1a of 64 bits over names and values, each followed by a byte that no UTF-8 has. */
export function fingerprintOf(labels: Pairs): string {
  const bytes = Buffer.concat(
    sorted(labels).flatMap(([name, value]) => [Buffer.from(name), separator, Buffer.from(value), separator]),
  );
  let sum = 0xcbf29ce484222325n;
  for (const byte of bytes) sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n);
  return sum.toString(16).padStart(16, '0');
}

const separator = Buffer.from([0xff]);
