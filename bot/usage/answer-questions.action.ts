import { z } from 'zod';
import { questionKinds } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import { recordAnswer, reviewAnswer, type AnswerNeeds } from './answer-questions.ts';

const asked = z.object({
  verdict: z.enum(['bill', 'ignore']),
  question: z.enum(questionKinds),
  which: z.enum(['chosen', 'all']),
  // Ids of the rows of one page.
  rows: z.string().max(1000).default(''),
  amount: z.string().max(100).default(''),
});

/** A verdict on calls that are held: reviewed, recorded. */
export const answerQuestionsAction = action(
  'answer',
  'money',
  z.discriminatedUnion('step', [
    asked.extend({ step: z.literal('review') }),
    asked.extend({
      step: z.literal('record'),
      id: z.string().regex(/^answer-[\w.:|=-]{1,200}$/),
      seen: z.string().max(100),
      micros: z.int().nullable(),
    }),
  ]),
  (needs: AnswerNeeds, turn, data) =>
    data.step === 'review' ? reviewAnswer(needs, turn, data) : recordAnswer(needs, turn, data),
);
