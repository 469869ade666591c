import type { ServerResponse } from 'node:http';

/** A request as Graph's routes see it: alone, or as one of a batch. */
export interface Asked {
  readonly method: string;
  readonly version: 'v1.0' | 'beta';
  /** Without the version, as it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/** What the server answers: a status, and a body in Graph's own form. */
export interface GraphResponse {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const failure = (status: number, code: string, message: string): GraphResponse => ({
  status,
  body: { error: { code, message, innerError: { date: '2026-01-01T00:00:00', 'request-id': 'sandbox' } } },
});

/** Graph's errors for requests that it cannot carry out (G18). */
export const notFound = (path: string): GraphResponse =>
  failure(
    404,
    'Request_ResourceNotFound',
    `Resource '${path}' does not exist or one of its queried reference-property objects are not present.`,
  );
export const unsupported = (message: string): GraphResponse => failure(400, 'Request_UnsupportedQuery', message);
export const badRequest = (message: string): GraphResponse => failure(400, 'Request_BadRequest', message);

/** Refuses a query option that is not among the allowed ones. */
export function strange(asked: Asked, allowed: readonly string[]): GraphResponse | undefined {
  const unknown = [...asked.query.keys()].find(
    name => name.startsWith('$') && ![...allowed, '$skiptoken'].includes(name),
  );
  return unknown === undefined ? undefined : unsupported(`Query option '${unknown}' is not supported.`);
}

/** Whether the request has what Graph's advanced queries need (G11). */
export const isAdvanced = ({ headers, query }: Asked): boolean =>
  headers['consistencylevel']?.toLowerCase() === 'eventual' && query.get('$count') === 'true';

/** What `$select` names; a name that the type does not have is refused. */
export function selected(
  asked: Asked,
  type: { readonly name: string; readonly properties: readonly string[]; readonly byDefault: readonly string[] },
): readonly string[] | GraphResponse {
  const names = asked.query.get('$select')?.split(',') ?? type.byDefault;
  const unknown = names.find(name => !type.properties.includes(name));
  return unknown === undefined
    ? names
    : badRequest(`Could not find a property named '${unknown}' on type '${type.name}'.`);
}

export const only = (value: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));

/** One page of a list, with a nextLink where there is more, which clients must follow as it is (G2). */
export function page<Item>(
  asked: Asked,
  all: readonly Item[],
  { size, base, draw }: { readonly size: number; readonly base: string; readonly draw: (item: Item) => unknown },
): GraphResponse {
  const token = Number(asked.query.get('$skiptoken') ?? 0);
  if (!Number.isSafeInteger(token) || token < 0) return badRequest('The $skiptoken is not valid.');
  const query = new URLSearchParams(asked.query);
  query.set('$skiptoken', String(token + size));
  const isLast = token + size >= all.length;
  return {
    status: 200,
    body: {
      ...(isAdvanced(asked) && token === 0 && { '@odata.count': all.length }),
      ...(!isLast && { '@odata.nextLink': `${base}/${asked.version}${asked.path}?${query.toString()}` }),
      value: all.slice(token, token + size).map(draw),
    },
  };
}

/** `$top` within what Graph allows, or the page size where there is none. */
export function topOf(asked: Asked, usual: number): number | GraphResponse {
  const text = asked.query.get('$top');
  if (text === null) return usual;
  const top = Number(text);
  return Number.isInteger(top) && top >= 1 && top <= 999
    ? top
    : badRequest(`Invalid page size specified: '${text}'. Must be between 1 and 999 inclusive.`);
}

export function send(response: ServerResponse, { status, body, headers = {} }: GraphResponse): void {
  const ids = { 'request-id': 'sandbox', 'client-request-id': String(response.req.headers['client-request-id'] ?? '') };
  if (body === undefined) {
    response.writeHead(status, { ...ids, ...headers });
    response.end();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', ...ids, ...headers });
  response.end(JSON.stringify(body));
}

/** Cuts the connection in the middle of the answer. */
export function cutShort(response: ServerResponse, { status, body = {} }: GraphResponse): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
}
