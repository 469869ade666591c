import type { PoolClient, QueryResult } from 'pg';

/** A comment, a text, a function's body, or the end of a statement. */
const token = /--[^\n]*|'[^']*'|(\$\w*\$)[\s\S]*?\1|;/g;

/** The statements of a text of several, each with the comments before it. */
export function statementsOf(sql: string): readonly string[] {
  const ends = [...sql.matchAll(token)].filter(([found]) => found === ';').map(({ index }) => index + 1);
  return [...ends, sql.length]
    .map((end, place) => sql.slice(place === 0 ? 0 : ends[place - 1], end).trim())
    .filter(statement => statement.replaceAll(/^--.*$/gm, '').trim() !== '');
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
