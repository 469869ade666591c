import { z } from 'zod';

// The fields of which activities are made, each with a bound.

/** A field that a client may leave out. */
export const maybe = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform(value => value ?? undefined);
/** A short text. */
export const shortText = maybe(z.string().max(500));
/** Of printable ASCII, since botbuilder puts ids into headers. */
export const id = z.string().regex(/^[\x20-\x7e]{0,500}$/);
/** A name is only shown: a longer one is cut. */
export const name = maybe(z.string().transform(whole => whole.slice(0, 100).toWellFormed()));
/** In the case that Graph writes it, so that one person has one id; '' is none. */
export const objectId = shortText.transform(said =>
  said === undefined || said === '' ? undefined : said.toLowerCase(),
);
