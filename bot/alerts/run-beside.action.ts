import { z } from 'zod';
import { action } from '../chat/action.ts';
import { denied } from '../chat/refusal.view.ts';
import type { Roles } from '../chat/roles.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Messenger } from '../ports/index.ts';
import { matterHere, type MatterHereNeeds } from './matter-here.ts';
import { matterNamed, namedMatter } from './named-matter.ts';

/**
 * Runs a command from an alert's card. The whole channel uses that card, so the answer is a message of its own, and the alert stays; of people it
 * tells what everybody may see who reads along (B19).
 */
export const runBeside = {
  ...action(
    'run-beside',
    // The command asks for its own right; who sees the alert is checked below.
    'anyone',
    z.object({ text: z.string().max(200) }).and(namedMatter),
    async (
      needs: MatterHereNeeds & {
        readonly roles: Roles;
        readonly messenger: Pick<Messenger, 'isPersonal'>;
        readonly runText: (turn: Turn, text: string) => Promise<Reply>;
      },
      turn,
      { text, ...named },
    ) => {
      const reply = await needs.runText(turn, text);
      if (reply.keepsCard !== undefined) return reply;
      const mayLook = await needs.roles.check(turn.person.id, 'look');
      if (!mayLook.ok) return denied(turn.speech, mayLook.refusal);
      const found = await matterNamed(needs.matters, named);
      if (found === undefined) return reply;
      const seen = needs.messenger.isPersonal(turn.conversation) ? undefined : reply.shared;
      return { card: await matterHere(needs, turn, found), also: seen ?? reply.card };
    },
  ),
  isAnsweredBeside: true as const,
  // Cards of earlier versions send it as `run`, with the alert beside the text.
  isMeantBy: (verb: string, data: unknown): boolean =>
    verb === 'run' && z.object({ alert: z.string().max(200) }).safeParse(data).success,
};
