import { crc32 } from 'node:zlib';
import type { Alert, Instant, Matter } from '../../../core/index.ts';
import type { ArchivePage, DestinationState, KeptMatter, Post } from '../../ports/index.ts';
import type { Columns } from './columns.ts';

/** The columns of a matter beside its tenant, by the program's names. */
export const matterColumns = [
  ...['id', 'number', 'subject', 'version', 'addressed', 'isRetired', 'matter', 'checksum'],
] as const;

/** The columns of a post beside its tenant, by the program's names. */
export const postColumns = [
  ...['matter', 'destination', 'activityId', 'shown', 'posting', 'attempts', 'reason', 'toldAt', 'isHeld', 'earlier'],
  ...['editedAt', 'threadId', 'dueAt'],
] as const;

/** A matter as the columns that change with it. */
export function matterRowOf(matter: Matter) {
  const { id, subject, version } = matter;
  const text = JSON.stringify(matter);
  return { id, number: Number(id.split('-').at(-1)), subject, version, matter: text, checksum: crc32(text) };
}

/** Whether a matter is as it was written. */
export const isIntact = (row: Columns): boolean => row['checksum'] === crc32(String(row['matter']));

/** A matter as its columns tell it; undefined where they are damaged, or there are none. */
export const matterIn = (row: Columns | undefined): Matter | undefined =>
  row !== undefined && isIntact(row) ? (JSON.parse(String(row['matter'])) as Matter) : undefined;

/** Those that are intact, each with its version that was addressed. */
export const keptMattersIn = (rows: readonly Columns[]): readonly KeptMatter[] =>
  rows.flatMap(row => {
    const matter = matterIn(row);
    return matter === undefined ? [] : [{ matter, addressed: Number(row['addressed']) }];
  });

/** The ids of those that ended before then. */
export const endedBefore = (rows: readonly Columns[], before: Instant): readonly string[] =>
  rows.flatMap(row => {
    const matter = matterIn(row);
    return matter?.endedAt !== undefined && matter.endedAt < before ? [matter.id] : [];
  });

/** Leaves out of an archive the matters that are damaged, and what was told of them: a copy of the others is whole. */
export function intactOnly(): (table: ArchivePage['table'], rows: readonly Columns[]) => readonly Columns[] {
  const damaged = new Set<string>();
  const nameOf = (tenant: unknown, matter: unknown): string => `${String(tenant)} ${String(matter)}`;
  return (table, rows) => {
    if (table === 'posts') return rows.filter(({ tenant, matter }) => !damaged.has(nameOf(tenant, matter)));
    for (const row of rows) if (table === 'matters' && !isIntact(row)) damaged.add(nameOf(row['tenant'], row['id']));
    return rows.filter(({ tenant, id }) => !damaged.has(nameOf(tenant, id)));
  };
}

/** Alerts as their texts tell them, each once: a program without matters kept one for each conversation. */
export function alertsIn(texts: readonly unknown[]): readonly Alert[] {
  const alerts = texts.map(text => JSON.parse(String(text)) as Alert);
  return [...new Map(alerts.map(alert => [alert.id, alert])).values()];
}

const numberOrNull = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A post as its columns tell it. */
export const postOf = (row: Columns): Post => ({
  matter: String(row['matter']),
  destination: String(row['destination']),
  activityId: textOrNull(row['activityId']),
  shown: Number(row['shown']),
  posting: Number(row['posting']),
  attempts: Number(row['attempts']),
  reason: textOrNull(row['reason']),
  toldAt: numberOrNull(row['toldAt']),
  isHeld: Number(row['isHeld']) === 1,
  earlier: JSON.parse(String(row['earlier'])) as readonly string[],
  editedAt: JSON.parse(String(row['editedAt'])) as readonly number[],
  threadId: textOrNull(row['threadId']),
});

/** What became of a destination's posts, as the sums over them tell it. */
export const destinationStateOf = (row: Columns): DestinationState => ({
  destination: String(row['destination']),
  toldAt: numberOrNull(row['toldAt']),
  failing: Number(row['failing']),
  reason: textOrNull(row['reason']),
});

/** The columns of a post beside whose it is, in their order. */
export const postValuesOf = (post: Post) =>
  [
    ...([post.activityId, post.shown, post.posting, post.attempts, post.reason, post.toldAt] as const),
    ...([post.isHeld ? 1 : 0, JSON.stringify(post.earlier), JSON.stringify(post.editedAt), post.threadId] as const),
  ] as const;
