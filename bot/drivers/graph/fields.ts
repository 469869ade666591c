import { z } from 'zod';

/** Fields of a Graph type: the compiler checks their names, the schema checks the values that arrive. */
export type FieldsOf<Type> = { readonly [Name in keyof Type]?: z.ZodType };

/** In one case: a person or group is the same wherever its id comes from. */
export const graphId = z.string().toLowerCase();
