import { failure, type Asked, type GraphResponse } from './odata.ts';

/** How Graph misbehaves, now and then: what public threads tell of it (G22 to G24). */
export interface Misbehavior {
  /** Lists whose pages lead to themselves, go on with nothing in them, or lose their place once. */
  readonly pages: 'repeated' | 'endless' | 'expired' | undefined;
  /** Everything that is listed comes twice, people the second time in capitals; each answer of a batch too, without its headers. */
  readonly twins: boolean;
  /** One product without most of its fields, one without its id, and one person without a name. */
  readonly lacking: boolean;
  /** The share of requests, also of those within a batch, that fail though nothing is wrong with them, in each of these ways in turn. */
  readonly failing: number;
  readonly failures: readonly (readonly [status: number, code: string])[];
  /** A path that does not fail. */
  readonly spared: string | undefined;
  /** The share of answers that come after the request was carried out, and say that it was not. */
  readonly unsaid: number;
  /** The share of connections that are cut in the middle of the answer. */
  readonly cut: number;
}

/** A Graph that does as its pages say. */
export const noMisbehavior: Misbehavior = {
  ...{ pages: undefined, twins: false, lacking: false },
  ...{ failing: 0, failures: [[503, 'serviceNotAvailable']], spared: undefined, unsaid: 0, cut: 0 },
};

type Body = Readonly<Record<string, unknown>>;

/** Spoils what the sandbox's Graph answers, as it was asked to. */
export class Spoiler {
  readonly #how: () => Misbehavior;
  readonly #random: () => number;
  readonly #lost = new Set<string>();
  /** How often a request has failed with nothing wrong with it. */
  failed = 0;
  /** The same, with those that were carried out and not said to be, and connections that were cut. */
  disturbed = 0;

  constructor(how: () => Misbehavior, random: () => number) {
    this.#how = how;
    this.#random = random;
  }

  /** An answer that comes in place of carrying a request out. */
  instead(asked: Asked): GraphResponse | undefined {
    const { failing, pages, spared } = this.#how();
    if (asked.path !== spared && this.#happens(failing)) return this.#failure();
    const token = asked.query.get('$skiptoken');
    if (pages !== 'expired' || token === null || this.#lost.has(asked.path)) return undefined;
    this.#lost.add(asked.path);
    return failure(400, 'Directory_ExpiredPageToken', 'The specified page token value has expired.');
  }

  /** The answer to a request that was carried out. */
  spoiled(asked: Asked, answered: GraphResponse, base: string): GraphResponse {
    const how = this.#how();
    if (this.#happens(how.unsaid)) return failure(504, 'UnknownError', 'Gateway timeout.');
    const body = answered.body as Body | undefined;
    const value = body?.['value'];
    if (asked.method !== 'GET' || !Array.isArray(value)) return answered;
    const whole = how.lacking ? lacking(asked.path, value as readonly Body[]) : (value as readonly Body[]);
    const twice = how.twins ? [...whole, ...whole.map(twinOf)] : whole;
    return { ...answered, body: { ...body, ...nextOf(asked, how.pages, { body, base }), value: twice } };
  }

  /** The answers of a batch, each with a twin that tells less. */
  answers(responses: readonly Body[]): readonly Body[] {
    return this.#how().twins ? [...responses, ...responses.map(one => ({ ...one, headers: {} }))] : responses;
  }

  /** Whether the connection is cut. */
  isCut(): boolean {
    return this.#happens(this.#how().cut);
  }

  #happens(share: number): boolean {
    const happens = share > 0 && this.#random() < share;
    this.disturbed += Number(happens);
    return happens;
  }

  #failure(): GraphResponse {
    const { failures } = this.#how();
    const [status, code] = failures[this.failed % failures.length] ?? [500, 'InternalServerError'];
    this.failed += 1;
    return failure(status, code, 'Something passing.');
  }
}

const twinOf = (one: Body): Body =>
  typeof one['id'] === 'string' && 'userPrincipalName' in one ? { ...one, id: one['id'].toUpperCase() } : one;

/** Where a page leads: to itself, or on and on. */
function nextOf(
  { path, query, version }: Asked,
  pages: Misbehavior['pages'],
  { body, base }: { readonly body: Body | undefined; readonly base: string },
): Body {
  const isLast = body?.['@odata.nextLink'] === undefined && body?.['@odata.deltaLink'] === undefined;
  if (!isLast || (pages !== 'repeated' && pages !== 'endless')) return {};
  const on = new URLSearchParams(query);
  on.set('$skiptoken', String(Number(query.get('$skiptoken') ?? 0) + (pages === 'endless' ? 1_000_000 : 0)));
  return { '@odata.nextLink': `${base}/${version}${path}?${on.toString()}` };
}

function lacking(path: string, value: readonly Body[]): readonly Body[] {
  const [first, ...others] = value;
  if (first === undefined) return value;
  if (path === '/subscribedSkus') {
    const nameless = { skuId: null, skuPartNumber: null, prepaidUnits: null, servicePlans: null };
    const empty = { ...Object.fromEntries(Object.keys(first).map(name => [name, null])), skuId: unknownSkuId };
    return [...value, { ...empty, skuPartNumber: 'CONTOSO_PHONE' }, nameless];
  }
  if (path !== '/users') return value;
  const unnamed = { ...first, displayName: null, userPrincipalName: null, mail: null, userType: null };
  return [unnamed, ...others, { ...first, id: null }];
}

const unknownSkuId = '3b555118-da6a-4418-894f-7df1e2096870';
