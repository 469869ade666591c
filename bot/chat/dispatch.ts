import { z } from 'zod';
import { unreachable } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Action } from './action.ts';
import type { Command } from './command.ts';
import type { ArgumentContext } from './argument.ts';
import { atOnceView, misreadView, notUnderstoodView } from './help.view.ts';
import { longestButton } from './frame.view.ts';
import { parse } from './parse.ts';
import { denied } from './refusal.view.ts';
import type { Access, Roles } from './roles.ts';
import type { Reply, Turn } from './turn.ts';

/** Everything that can be typed and pressed, and what it runs with. */
export interface Dispatching<Needs> {
  readonly commands: readonly Command<Needs>[];
  readonly actions: readonly Action<Needs>[];
  readonly needs: Needs;
  readonly roles: Roles;
  /** What is known around what somebody typed. */
  readonly contextOf: (turn: Turn) => Promise<ArgumentContext>;
  /** Runs work that may change something once for a turn, across all replicas (B11). */
  readonly once: (turn: Turn, work: () => Promise<Reply>) => Promise<Reply>;
}

/** Runs the typed command, if the person may. */
export async function runText<Needs>(to: Dispatching<Needs>, turn: Turn, text: string, place = ''): Promise<Reply> {
  const forFiles = to.commands.find(({ takesFiles }) => takesFiles === true);
  if (forFiles !== undefined && text.trim() === '' && turn.files.length > 0)
    return permitted(to, turn, forFiles.access, () => forFiles.run(to.needs, turn, {}, { text: '', place }));
  const parsed = parse(text, to.commands, await to.contextOf(turn));
  switch (parsed.kind) {
    case 'command': {
      const { command, given } = parsed;
      // The sandbox's levers belong to whoever sits there, also while they act as another (B5).
      const by = command.isSandboxOnly === true ? { ...turn, person: turn.sender } : turn;
      const access = command.accessTo?.(given) ?? command.access;
      return permitted(to, by, access, () => command.run(to.needs, by, given, { text, place }));
    }
    case 'misread':
      return answered(to, turn, misreadView(turn.speech, parsed.command, parsed.misread));
    case 'unknown':
      return answered(to, turn, notUnderstoodView(turn.speech, { nearest: parsed.nearest }));
    case 'at-once':
      return answered(to, turn, atOnceView(turn.speech, parsed.line));
    default:
      return unreachable(parsed);
  }
}

/** A card for any member of the organization. */
const answered = <Needs>(to: Dispatching<Needs>, turn: Turn, card: Card): Promise<Reply> =>
  permitted(to, turn, 'anyone', () => Promise.resolve({ card }));

const runData = z.object({ text: z.string().max(longestButton), place: z.string().max(longestButton).default('') });

/** Runs a button's verb, if the person who pressed it may: roles are checked at each press (B8). */
export async function runVerb<Needs>(to: Dispatching<Needs>, turn: Turn, verb: string, data: unknown): Promise<Reply> {
  const action =
    to.actions.find(one => one.isMeantBy?.(verb, data) === true) ?? to.actions.find(one => one.verb === verb);
  if (action !== undefined) return permitted(to, turn, action.access, () => action.run(to.needs, turn, data));
  const parsed = runData.safeParse(verb === 'run' || verb === 'page' ? data : undefined);
  return parsed.success ? runText(to, turn, parsed.data.text, parsed.data.place) : runText(to, turn, '');
}

/** What only looks is run again for a re-sent activity (B11). */
const isLook = (access: Access): boolean => access === 'look' || access === 'anyone';

async function permitted<Needs>(
  { roles, once }: Dispatching<Needs>,
  turn: Turn,
  access: Access,
  run: () => Promise<Reply>,
): Promise<Reply> {
  const check = await roles.check(turn.person.id, access);
  if (!check.ok) return denied(turn.speech, check.refusal);
  return isLook(access) ? run() : once(turn, run);
}
