/** Alerts of one kind mute those of others that are about the same: whose labels of these names are equal, where none is as good as empty. */
export interface Inhibition {
  readonly source: string;
  readonly targets: readonly string[];
  readonly equal: readonly string[];
}

/** Which open alert says all that another says. No kind mutes itself, at once or over others: of any alerts one is told (L14). */
export const inhibitions: readonly Inhibition[] = [
  { source: 'balance-zero', targets: ['low-balance', 'runs-out'], equal: ['wallet'] },
  { source: 'fraud-suspected', targets: ['unusual-spend'], equal: ['wallet', 'person'] },
];

/** What inhibition looks at in an open alert: its kind, and what it is about, such as `{ wallet, person }`. */
export interface Inhibitable {
  readonly id: string;
  readonly kind: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The ids of the open alerts that are not told while others of them are open. One that is muted itself mutes all the same. */
export function inhibited(
  alerts: readonly Inhibitable[],
  rules: readonly Inhibition[] = inhibitions,
): ReadonlySet<string> {
  const muting = rules.map(({ source, targets, equal }) => ({
    targets,
    equal,
    subjects: new Set(alerts.filter(({ kind }) => kind === source).map(alert => subjectOf(alert, equal))),
  }));
  const isMuted = (alert: Inhibitable): boolean =>
    muting.some(
      ({ targets, equal, subjects }) => targets.includes(alert.kind) && subjects.has(subjectOf(alert, equal)),
    );
  return new Set(alerts.filter(isMuted).map(({ id }) => id));
}

const subjectOf = ({ labels }: Inhibitable, names: readonly string[]): string =>
  JSON.stringify(names.map(name => labels[name] ?? ''));
