import type { SuggestedChoice } from '../../ports/index.ts';
import { cardType } from './card-message.ts';

// What an invoke is answered with. Teams wants HTTP 200, and reads the code in the body.

/** The body of an answer. */
export interface InvokeAnswer {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

const messageType = 'application/vnd.microsoft.activity.message';
const suggestionsType = 'application/vnd.microsoft.search.searchResponse';

/** A card in place of the pressed one, or a sentence. */
export const pressAnswer = (answer: unknown): InvokeAnswer => ({
  statusCode: 200,
  type: typeof answer === 'string' ? messageType : cardType,
  value: answer,
});

/** The choices of a field that is typed into (T15). */
export const searchAnswer = (results: readonly SuggestedChoice[]): InvokeAnswer => ({
  statusCode: 200,
  type: suggestionsType,
  value: { results },
});

/** To what no button of the bot's sends. */
export const malformedAnswer: InvokeAnswer = { statusCode: 400, type: messageType, value: '' };
