import type { RowVersion } from '../../ports/index.ts';

/** What the tables have for each state. */
const states: readonly RowVersion['state'][] = ['standing', 'superseded', 'held', 'replaced', 'ignored', 'reversed'];

export const codeOfState = (state: RowVersion['state']): number => states.indexOf(state);

/** Of a number that means none there is no state: a checksum, or a constraint of the table, tells. */
export const stateOfCode = (code: unknown): RowVersion['state'] => states[code as number] as RowVersion['state'];
