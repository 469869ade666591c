import { print, program, Refused, type Session } from './terminal.ts';
import type { recording } from './options.ts';
import type { Values } from './verb.ts';

/** What something would do. */
export interface Plan {
  readonly changes: boolean;
  readonly json: object;
  readonly text: string;
}

/**
 * Whether to do it: a person at a terminal sees the plan and is asked, unless they said `--yes`; scripts are not. With `--dry-run` the
 * plan is the result, and nothing is done.
 */
export async function isConfirmed(
  session: Session,
  { yes, 'dry-run': isDryRun }: Values<typeof recording>,
  planned: () => Promise<Plan>,
): Promise<boolean> {
  if (isDryRun) {
    const { json, text } = await planned();
    print(session, { dryRun: true, ...json }, `${text}\nnothing was recorded (--dry-run)`);
    return false;
  }
  if (yes || session.ask === undefined) return true;
  const { changes, text } = await planned();
  if (!changes) return true;
  session.note(text);
  if (!(await session.ask('Go on? (y/N) '))) throw new Refused('nothing was recorded');
  return true;
}

/** How to take back what was just recorded. */
export const undoLine = ({ tenantAsked }: Session, call: string): string =>
  `undo: ${program} ${call}${tenantAsked === undefined ? '' : ` --tenant ${tenantAsked}`}`;
