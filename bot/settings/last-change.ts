import { instantOf, type Activity, type Entry, type Instant } from '../../core/index.ts';
import type { Journal } from '../ports/index.ts';

const readAtOnce = 50;

/** Who recorded an entry of that kind among the rules last, and when; whoever agreed to it, where a second person was needed. */
export async function lastChangeBy(
  entryKind: Entry['kind'],
  journal: Journal,
  history: Activity,
): Promise<{ readonly by: string; readonly at: Instant } | undefined> {
  for (let before: number | undefined = Infinity; before !== undefined;) {
    const { lines, older } = history.contents.page({ groups: ['rules'], before, limit: readAtOnce });
    const entries = await journal.entriesAt(lines.flatMap(line => (line.kind === 'entry' ? [line.seq] : [])));
    const set = entries.toSorted((one, other) => other.seq - one.seq).find(({ kind }) => kind === entryKind);
    const [actor] = set === undefined ? [] : await journal.actorsOf([set.seq]);
    if (set !== undefined) return { by: actor?.person ?? '', at: instantOf(set) };
    before = older;
  }
  return undefined;
}
