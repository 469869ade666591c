import {
  err,
  isRefundRow,
  ok,
  type CallRow,
  type Damage,
  type Refusal,
  type Result,
  type RowProblem,
} from '../../core/index.ts';
import type { ParsedRows } from '../ports/index.ts';
import type { AwaitedFrom } from '../wallets/awaited-calls.ts';
import type { RememberedCalls } from '../wallets/remembered-calls.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { giveWay } from '../work/give-way.ts';

export interface Rejected {
  readonly file: string;
  readonly line: number;
  readonly problem: RowProblem;
}

/** Rejected rows of one file that have one reason: how many, and the first of their lines. */
export interface RejectedFor {
  readonly file: string;
  readonly problem: RowProblem;
  readonly count: number;
  readonly lines: readonly number[];
}

export interface Import {
  /** Good rows read; the totals say how many of them were new. */
  readonly rows: number;
  /** How many of them give money back: they are known, and draw nothing (L10). */
  readonly refunds: number;
  /** The first of them, by line; `rejectedCount` counts them all. */
  readonly rejected: readonly Rejected[];
  readonly rejectedCount: number;
  /** All of them by their reason, the most frequent first. */
  readonly reasons: readonly RejectedFor[];
  /** The last line that was read, where time was up before the end. */
  readonly stoppedAt?: number | undefined;
}

/** Rejected rows that are kept with their line and reason. */
const keptRejections = 1000;

/** Lines that are named of one reason. */
const namedLines = 20;

/** Counts every rejected row, and keeps the first. */
export class Rejections {
  readonly #most: number;
  readonly #kept: Rejected[] = [];
  readonly #reasons = new Map<string, RejectedFor>();
  #count = 0;

  constructor(most = keptRejections) {
    this.#most = most;
  }

  add(rejected: readonly Rejected[]): void {
    for (const one of rejected.slice(0, this.#most - this.#kept.length)) this.#kept.push(one);
    for (const { file, problem, line } of rejected) this.#addReason({ file, problem, count: 1, lines: [line] });
    this.#count += rejected.length;
  }

  /** Adds what was rejected of a whole file, of which only the first rows are kept. */
  addFile({ rejected, rejectedCount, reasons }: Pick<Import, 'rejected' | 'rejectedCount' | 'reasons'>): void {
    for (const one of rejected.slice(0, this.#most - this.#kept.length)) this.#kept.push(one);
    for (const reason of reasons) this.#addReason(reason);
    this.#count += rejectedCount;
  }

  result(): Pick<Import, 'rejected' | 'rejectedCount' | 'reasons'> {
    const reasons = [...this.#reasons.values()].toSorted((one, other) => other.count - one.count);
    return { rejected: this.#kept, rejectedCount: this.#count, reasons };
  }

  #addReason(reason: RejectedFor): void {
    const key = `${reason.problem} ${reason.file}`;
    const before = this.#reasons.get(key);
    const count = (before?.count ?? 0) + reason.count;
    const isFull = before !== undefined && before.lines.length >= namedLines;
    const lines = isFull ? before.lines : [...(before?.lines ?? []), ...reason.lines].slice(0, namedLines);
    this.#reasons.set(key, { ...reason, count, lines });
  }
}

/** Pages on their way at once: while one is written, the next is decided and one more is read. */
const pagesAhead = 2;

/** Draws every page of a log or a file; bad rows are reported with their line, the good ones are kept (L10, B16). */
export async function drawPages(
  source: {
    readonly ledger: Ledger;
    readonly file: string;
    readonly by: string | null;
    readonly awaitedCalls?: AwaitedFrom;
  },
  pages: AsyncIterable<ParsedRows>,
  { keeps, mayGoOn = () => true }: { readonly keeps?: number | undefined; readonly mayGoOn?: () => boolean } = {},
): Promise<Result<Import, Refusal | Damage>> {
  const { file } = source;
  const rejections = new Rejections(keeps);
  let stoppedAt: number | undefined;
  let rows = 0;
  let refunds = 0;
  await source.ledger.findRows();
  const takeApart = await source.awaitedCalls?.takeApart();
  const drawTogether = async (page: Omit<ParsedRows, 'bad'>, remembered?: RememberedCalls) => {
    const asked = { kind: 'draw', id: drawId(page.rows), rows: page.rows, ...(remembered && { remembered }) } as const;
    const answer = await source.ledger.execute(asked, source.by);
    if (!answer.ok) return answer.refusal;
    rows += page.rows.length - answer.value.rejected.length;
    refunds += page.rows.filter(isRefundRow).length;
    rejections.add(
      answer.value.rejected.map(({ index, kind }) => ({ file, line: page.lines[index] ?? 0, problem: kind })),
    );
    return undefined;
  };
  const draw = async (page: ParsedRows): Promise<Refusal | Damage | undefined> => {
    if (takeApart === undefined) return drawTogether(page);
    const read = await source.ledger.read();
    if (!read.ok) return read.refusal;
    for await (const { places, remembered } of takeApart(page.rows, read.value.wallet)) {
      const refusal = await drawTogether(at(page, places), remembered);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  };
  // Of two versions of a row the one that is drawn later holds: what is taken apart is drawn one page after the other.
  const ahead = takeApart === undefined ? pagesAhead : 1;
  const drawn: Promise<Refusal | Damage | undefined>[] = [];
  try {
    for await (const page of pages) {
      rejections.add(page.bad.map(bad => ({ file, ...bad })));
      if (page.rows.length > 0) {
        const drawing = draw(page);
        // Avoids an unhandled rejection until awaited.
        drawing.catch(() => undefined);
        drawn.push(drawing);
      }
      const refusal = drawn.length < ahead ? undefined : await drawn.shift();
      if (refusal !== undefined) return err(refusal);
      if (mayGoOn()) {
        await giveWay();
        continue;
      }
      stoppedAt = Math.max(...page.lines, ...page.bad.map(({ line }) => line));
      break;
    }
  } finally {
    // Where the pages fail, those that came before are kept first.
    await Promise.allSettled(drawn);
  }
  for (const drawing of drawn) {
    const refusal = await drawing;
    if (refusal !== undefined) return err(refusal);
  }
  const { rejected, rejectedCount, reasons } = rejections.result();
  const byLine = rejected.toSorted((one, other) => one.line - other.line);
  const inOrder = reasons.map(reason => ({ ...reason, lines: reason.lines.toSorted((one, other) => one - other) }));
  return ok({ rows, refunds, rejected: byLine, rejectedCount, reasons: inOrder, stoppedAt });
}

const at = ({ rows, lines }: ParsedRows, places: readonly number[]): Omit<ParsedRows, 'bad'> => ({
  rows: places.flatMap(place => rows[place] ?? []),
  lines: places.map(place => lines[place] ?? 0),
});

// A page of rows has no entry of its own; its rows carry their own ids. This id only names it.
const drawId = (rows: readonly CallRow[]): string => `draw-${rows[0]?.id ?? ''}-${rows.length}`;
