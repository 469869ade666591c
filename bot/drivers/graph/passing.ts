/** A failure of Graph that passes: its status, its code where only that one does, and how often a request is tried. */
export interface Passing {
  readonly status: number;
  readonly code?: string;
  readonly tries: number;
}

/** Failures that pass (G24); any other is final. A test compares the README's table with this one. */
export const passing: readonly Passing[] = [
  { status: 408, tries: 4 },
  { status: 409, code: 'Directory_ConcurrencyViolation', tries: 6 },
  { status: 429, tries: 8 },
  { status: 500, tries: 4 },
  { status: 502, tries: 4 },
  { status: 503, tries: 8 },
  { status: 504, tries: 8 },
  { status: 509, tries: 8 },
];

/** How often a request is tried that gets no answer, or half of one: each may take as long as the wait for it. */
export const unansweredTries = 3;

/** How often a request is tried that is answered so; 1 where the answer is final. */
export const triesOf = (status: number, code: string): number =>
  passing.find(one => one.status === status && (one.code ?? code).toLowerCase() === code.toLowerCase())?.tries ?? 1;
