import type { z } from 'zod';
import type { Verb } from '../../cards/verbs.ts';
import type { Reply, Turn } from '../app/app.ts';
import type { Access } from './roles.ts';
import { notice } from './refusal.view.ts';

/** One button's verb: who may press it, and what happens. What a card sends back is parsed here, once, before anything else. */
export interface Action {
  readonly verb: Verb;
  readonly access: Access;
  readonly run: (turn: Turn, data: unknown) => Promise<Reply>;
}

export const action = <Schema extends z.ZodType>(
  verb: Verb,
  access: Access,
  schema: Schema,
  run: (turn: Turn, data: z.output<Schema>) => Promise<Reply>,
): Action => ({
  verb,
  access,
  run: (turn, data) => {
    const parsed = schema.safeParse(data);
    if (parsed.success) return run(turn, parsed.data);
    const { speech } = turn;
    return Promise.resolve({ card: notice(speech, speech.say('refuse.title'), [speech.say('refuse.form')]) });
  },
});
