import { z } from 'zod';
import { actions } from '../app/actions.ts';
import type { Reply, Turn } from '../app/app.ts';
import { commands } from '../app/commands.ts';
import { helpView } from './help.command.ts';
import { parse } from './parse.ts';
import type { Access } from './roles.ts';
import { alertView } from '../alerts/alert.view.ts';
import { deniedCard, denialText } from './refusal.view.ts';

/** Does what was typed, if whoever typed it may. */
export async function runText(turn: Turn, text: string): Promise<Reply> {
  const parsed = parse(text, commands);
  if (parsed.kind === 'command')
    return permitted(turn, parsed.command.access, () => parsed.command.run(turn, parsed.rest));
  return permitted(turn, 'anyone', () => Promise.resolve({ card: helpView(turn.speech, { nearest: parsed.nearest }) }));
}

const runData = z.object({ text: z.string().max(200), alert: z.string().max(200).optional() });

/** Does what a button asks, if whoever pressed it may: a card is checked at the press, by who presses (SPEC §7). */
export async function runVerb(turn: Turn, verb: string, data: unknown): Promise<Reply> {
  if (verb === 'run') {
    const parsed = runData.safeParse(data);
    if (!parsed.success) return runText(turn, '');
    const reply = await runText(turn, parsed.data.text);
    return parsed.data.alert === undefined || reply.keepsCard !== undefined
      ? reply
      : besideAlert(turn, parsed.data.alert, reply);
  }
  const action = actions.find(one => one.verb === verb);
  if (action === undefined) return runText(turn, '');
  return permitted(turn, action.access, () => action.run(turn, data));
}

/** An alert is everybody's: what one person asks from it comes as a message of its own, and the alert stays. */
async function besideAlert({ app, speech }: Turn, alertId: string, reply: Reply): Promise<Reply> {
  const found = await app.outbox.find(app.tenant, alertId);
  return found === undefined ? reply : { card: alertView(speech, found.alert, found.acknowledgedBy), also: reply.card };
}

async function permitted(turn: Turn, access: Access, run: () => Promise<Reply>): Promise<Reply> {
  const check = await turn.app.roles.check(turn.person.id, access);
  return check.ok
    ? run()
    : { card: deniedCard(turn.speech, check.refusal), keepsCard: denialText(turn.speech, check.refusal) };
}
