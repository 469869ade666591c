import type { PoolClient, QueryResult } from 'pg';

/** A comment, a quoted name, a text (with backslashes or without), a function's body, or the end of a statement. */
const token =
  /--[^\n]*|\/\*[\s\S]*?\*\/|"[^"]*"|\b[eE]'(?:\\[\s\S]|[^'\\])*'|'[^']*'|(\$(?:[a-z_]\w*)?\$)[\s\S]*?\1|;/gi;

/** What would be the beginning of one of these, or holds semicolons without being one: a comment in a comment, a body without quotes. */
const unread = /["']|\/\*|\*\/|\$(?:[a-z_]\w*)?\$|\bBEGIN\s+ATOMIC\b/i;

/** The statements of a text of several, each with the comments before it. A text that it would have to guess at is a mistake of ours, and thrown. */
export function statementsOf(sql: string): readonly string[] {
  const tokens = [...sql.matchAll(token)];
  const isNested = tokens.some(([found]) => found.startsWith('/*') && found.includes('/*', 2));
  if (isNested || unread.test(sql.replaceAll(token, ' ')))
    throw new Error('a migration cannot be parted into statements');
  const ends = tokens.filter(([found]) => found === ';').map(({ index }) => index + 1);
  return [...ends, sql.length]
    .map((end, place) => sql.slice(place === 0 ? 0 : ends[place - 1], end).trim())
    .filter(statement => statement.replaceAll(/^--.*$|\/\*[\s\S]*?\*\//gm, '').trim() !== '');
}

/** The same connection, which sends each statement of a text alone: over workers Citus passes some of them on as the text that it was sent. */
export function oneByOne(client: PoolClient): PoolClient {
  const query = async (
    sql: string | { readonly text: string },
    values?: unknown[],
  ): Promise<QueryResult | undefined> => {
    if (typeof sql !== 'string' || values !== undefined) return client.query(sql, values);
    let last: QueryResult | undefined;
    for (const statement of statementsOf(sql)) last = await client.query(statement);
    return last;
  };
  return new Proxy(client, { get: (target, key): unknown => (key === 'query' ? query : Reflect.get(target, key)) });
}
