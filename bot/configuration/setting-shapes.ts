import { z } from 'zod';

// Shapes of texts that both tables of settings use.

export const settingText = z.string();

export const oneWordOf = <const Words extends readonly string[]>(words: Words) => z.enum(words, words.join(', '));

export const flag = z.enum(['0', '1'], '1, or left out').transform(value => value === '1');
