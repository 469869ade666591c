import type { Matter } from '../../../core/index.ts';
import type { DestinationState, Post } from '../../ports/index.ts';
import type { Columns } from './columns.ts';

/** A matter as its text tells it; the store that keeps it has checked that the text is as it was written. */
export const matterOf = (text: unknown): Matter => JSON.parse(String(text)) as Matter;

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
    ...([post.isHeld ? 1 : 0, JSON.stringify(post.earlier), JSON.stringify(post.editedAt)] as const),
  ] as const;
