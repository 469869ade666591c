import type { z } from 'zod';
import type { Verb } from '../../cards/verbs.ts';
import { notice } from './notice.view.ts';
import type { Access } from './roles.ts';
import type { Reply, Turn } from './turn.ts';

/** One button's verb: who may press it, what it needs of the tenant, and what it does. */
export interface Action<in Needs> {
  readonly verb: Verb;
  readonly access: Access;
  /** Set where the card stays as it is for the others, always or where there are any, and the answer is for whoever pressed. */
  readonly isAnsweredBeside?: true | 'where-shared';
  /** Whether a button with another verb, on a card of an earlier version, means this one. */
  readonly isMeantBy?: (verb: string, data: unknown) => boolean;
  readonly run: (needs: Needs, turn: Turn, data: unknown) => Promise<Reply>;
}

/** An action whose data is parsed before it runs: what a card sends back is untrusted. */
export const action = <Needs, Schema extends z.ZodType>(
  verb: Verb,
  access: Access,
  schema: Schema,
  run: (needs: Needs, turn: Turn, data: z.output<Schema>) => Promise<Reply>,
): Action<Needs> => ({
  verb,
  access,
  run: (needs, turn, data) => {
    const parsed = schema.safeParse(data);
    if (parsed.success) return run(needs, turn, parsed.data);
    const { speech } = turn;
    return Promise.resolve({ card: notice(speech, speech.say('refuse.title'), [speech.say('refuse.form')]) });
  },
});
