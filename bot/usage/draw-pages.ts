import { err, ok, type CallRow, type Damage, type Refusal, type Result, type RowProblem } from '../../core/index.ts';
import type { ParsedRows } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';

export interface Rejected {
  readonly file: string;
  readonly line: number;
  readonly problem: RowProblem;
}

export interface Import {
  /** Good rows read; the totals say how many of them were new. */
  readonly rows: number;
  readonly rejected: readonly Rejected[];
}

/** Pages on their way at once: while one is written, the next is decided and one more is read. */
const pagesAhead = 2;

/** Draws every page of a log or a file; bad rows are reported with their line, the good ones are kept (L10, B16). */
export async function drawPages(
  source: { readonly ledger: Ledger; readonly file: string; readonly by: string | null },
  pages: AsyncIterable<ParsedRows>,
): Promise<Result<Import, Refusal | Damage>> {
  const rejected: Rejected[] = [];
  let rows = 0;
  const draw = async (page: ParsedRows): Promise<Refusal | Damage | undefined> => {
    const answer = await source.ledger.execute({ kind: 'draw', id: drawId(page.rows), rows: page.rows }, source.by);
    if (!answer.ok) return answer.refusal;
    rows += page.rows.length - answer.value.rejected.length;
    for (const { index, kind } of answer.value.rejected) {
      rejected.push({ file: source.file, line: page.lines[index] ?? 0, problem: kind });
    }
    return undefined;
  };
  const drawn: Promise<Refusal | Damage | undefined>[] = [];
  for await (const page of pages) {
    rejected.push(...page.bad.map(bad => ({ file: source.file, ...bad })));
    if (page.rows.length === 0) continue;
    const drawing = draw(page);
    // Avoids an unhandled rejection until awaited.
    drawing.catch(() => undefined);
    drawn.push(drawing);
    const refusal = drawn.length < pagesAhead ? undefined : await drawn.shift();
    if (refusal !== undefined) return err(refusal);
  }
  for (const drawing of drawn) {
    const refusal = await drawing;
    if (refusal !== undefined) return err(refusal);
  }
  return ok({ rows, rejected: rejected.toSorted((one, other) => one.line - other.line) });
}

// A page of rows has no entry of its own; its rows carry their own ids. This id only names it.
const drawId = (rows: readonly CallRow[]): string => `draw-${rows[0]?.id ?? ''}-${rows.length}`;
