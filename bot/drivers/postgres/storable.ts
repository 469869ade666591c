/** Without what a text in PostgreSQL cannot hold: NUL, and halves of surrogate pairs. */
export const storable = (text: string): string =>
  // Nearly every text is storable as it is: an import asks of twenty in each row.
  text.includes('\u0000') || !text.isWellFormed() ? text.replaceAll('\u0000', '').toWellFormed() : text;

/** The same for texts within JSON, where these are written as escapes. */
export const storableJson = (json: string): string =>
  /\\u(?:0000|d[89a-f])/i.test(json)
    ? JSON.stringify(JSON.parse(json, (_name, value: unknown) => (typeof value === 'string' ? storable(value) : value)))
    : json;
