/** Without what a text in PostgreSQL cannot hold: NUL, and halves of surrogate pairs. */
export const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

/** The same for texts within JSON, where these are written as escapes. */
export const storableJson = (json: string): string =>
  /\\u(?:0000|d[89a-f])/i.test(json)
    ? JSON.stringify(JSON.parse(json, (_name, value: unknown) => (typeof value === 'string' ? storable(value) : value)))
    : json;
