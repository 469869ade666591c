import { total, type Entry, type QuestionKey, type Verdict } from '../../core/index.ts';
import type { Journal, Rows } from '../ports/index.ts';

/** The held version of a row; or the one that got this answer before, so that answering again repeats it. Core refuses a row with neither. */
export async function askedQuestion(
  { rows }: { readonly rows: Rows },
  id: string,
  verdict: Verdict,
): Promise<QuestionKey> {
  const versions = (await rows.versionsOf(id)).filter(({ row }) => row.id === id);
  const answered = verdict === 'bill' ? 'standing' : 'ignored';
  const found = versions.find(({ state }) => state === 'held') ?? versions.findLast(({ state }) => state === answered);
  return { id, version: found?.version ?? '' };
}

/** An answer that was recorded. */
export type AnsweredQuestions = Entry & { readonly kind: 'questions-answered' };

/** What an answer drew: the calls that it billed have the entries after its own. */
export async function drawnByAnswer(
  { journal }: { readonly journal: Journal },
  { seq, facts }: AnsweredQuestions,
): Promise<bigint> {
  return drawnIn(await journal.entriesAfter(seq, facts.rows.length), facts.rows);
}

/** The same of entries that hold it. */
export function drawnIn(entries: readonly Entry[], rows: readonly string[]): bigint {
  const billed = new Set(rows);
  return total(
    entries.flatMap(entry =>
      entry.kind === 'call-drawn' && billed.has(entry.id) ? [entry.facts.cost - (entry.facts.was?.cost ?? 0)] : [],
    ),
  );
}
