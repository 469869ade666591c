import { coverageOf, windowBefore, type Coverage, type Entry, type Pool } from '../../core/index.ts';
import type { Journal, Rows, RowVersion } from '../ports/index.ts';

/** Everything about one row of the usage log: its versions, what it costs, the lots that pay for it, and its entry in the journal. */
export interface ExplainedRow {
  readonly id: string;
  readonly versions: readonly RowVersion[];
  readonly standing: RowVersion | undefined;
  /** Which lots pay for the standing version, and what is owed of it. */
  readonly coverage: Coverage;
  /** The entry of the standing version; nothing where it never cost anything. */
  readonly entry: Entry | undefined;
}

/** The rows of a call, by the call's id or the row's own; none if the id is unknown (L11). */
export async function explainCall(
  { journal, rows }: { readonly journal: Journal; readonly rows: Rows },
  pool: Pool,
  asked: string,
): Promise<readonly ExplainedRow[]> {
  const found = Map.groupBy(await rows.versionsOf(asked.trim().toLowerCase()), ({ row }) => row.id);
  return Promise.all(
    [...found].map(async ([id, versions]) => {
      const standing = versions.find(({ state }) => state === 'standing');
      if (standing === undefined || standing.cost === 0)
        return { id, versions, standing, coverage: { lots: [], owed: 0 }, entry: undefined };
      const { start } = standing.row;
      const before = await rows.demandBefore({ id, start, from: windowBefore(pool, start).from });
      return {
        id,
        versions,
        standing,
        coverage: coverageOf(pool, { start, cost: standing.cost, before }),
        entry: await journal.entry(`${id}#${standing.version}`),
      };
    }),
  );
}
