import { z } from 'zod';
import { dayMs, parseInstant } from '../../../../core/index.ts';
import { type ContosoGroup, type ContosoSku, type ContosoUser } from '../contoso.ts';
import { blockedUserRow, pstnCallLogRow, smsLogRow } from '../log-rows.ts';
import type { SandboxTenant } from '../tenant.ts';
import { assignmentRefusal, groupRefusal, removalRefusal } from './assignment.ts';
import { changes } from './delta.ts';
import {
  badRequest,
  failure,
  isAdvanced,
  notFound,
  only,
  page,
  selected,
  strange,
  topOf,
  unsupported,
  type GraphResponse,
  type Asked,
} from './odata.ts';
import { userBody, userType } from './user-type.ts';

/** What the routes need of the server. */
export interface Service {
  readonly tenant: SandboxTenant;
  /** The currency of the sandbox's wallet: Microsoft bills a tenant in its own. */
  readonly currency: () => Promise<string>;
  /** The address that links begin with. */
  readonly base: () => string;
  /** A user as reads see it: during the replication lag, as before the write. */
  readonly seen: (user: ContosoUser) => ContosoUser;
  readonly written: (before: ContosoUser) => void;
}

type Route = (asked: Asked, service: Service, parts: readonly string[]) => GraphResponse | Promise<GraphResponse>;

function users(asked: Asked, { tenant, base, seen }: Service): GraphResponse {
  const refused = strange(asked, ['$select', '$top', '$count', '$filter']);
  const top = topOf(asked, 100);
  const names = selected(asked, userType);
  const filter = asked.query.get('$filter');
  const ids = filter === null ? [] : idsIn(filter);
  if (refused !== undefined) return refused;
  if (typeof top !== 'number') return top;
  if (!isNames(names)) return names;
  if (!isNames(ids)) return ids;
  const found = filter === null ? tenant.users() : ids.map(id => tenant.user(id)).filter(user => user !== undefined);
  return page(asked, found, { size: top, base: base(), draw: one => only(userBody(seen(one)), names) });
}

/** The ids of a filter `id in (…)`, the only one that is served (G20). */
function idsIn(filter: string): readonly string[] | GraphResponse {
  const list = /^id in \(((?:'(?:[^']|'')*'(?:,(?=')|(?=\)$)))+)\)$/.exec(filter)?.[1];
  if (list === undefined) return badRequest('Invalid filter clause.');
  const ids = [...list.matchAll(/'((?:[^']|'')*)'/g)].map(([, id = '']) => id.replaceAll("''", "'"));
  return ids.length <= mostInFilter
    ? [...new Set(ids)]
    : badRequest(`Too many child clauses specified in search filter expression: ${ids.length}. Max allowed: 15.`);
}
const mostInFilter = 15;

function user(asked: Asked, { tenant, seen }: Service, [id = '']: readonly string[]): GraphResponse {
  const names = selected(asked, userType);
  const found = tenant.user(id);
  const refused = strange(asked, ['$select']);
  if (refused !== undefined) return refused;
  if (!isNames(names)) return names;
  return found === undefined ? notFound(id) : { status: 200, body: only(userBody(seen(found)), names) };
}

const userChange = z.strictObject({ usageLocation: z.string().regex(/^[A-Z]{2}$/) });

function changeUser(asked: Asked, { tenant, written }: Service, [id = '']: readonly string[]): GraphResponse {
  const change = userChange.safeParse(asked.body);
  const found = tenant.user(id);
  if (!change.success) return badRequest("Invalid value specified for property 'usageLocation' of resource 'User'.");
  if (found === undefined) return notFound(id);
  written(found);
  tenant.locate(id, change.data.usageLocation);
  return { status: 204 };
}

/** A role cast is an advanced query: it needs the header and the count (G11). */
function roles(asked: Asked, { tenant, base }: Service, [id = '']: readonly string[]): GraphResponse {
  if (!isAdvanced(asked))
    return unsupported("The 'microsoft.graph.directoryRole' cast needs ConsistencyLevel: eventual and $count=true.");
  const refused = strange(asked, ['$select', '$count', '$top']);
  const names = selected(asked, {
    name: 'microsoft.graph.directoryRole',
    properties: ['id', 'displayName', 'roleTemplateId'],
    byDefault: ['id', 'displayName', 'roleTemplateId'],
  });
  const found = tenant.user(id);
  if (refused !== undefined) return refused;
  if (!isNames(names)) return names;
  if (found === undefined) return notFound(id);
  const draw = (roleTemplateId: string): unknown => ({
    '@odata.type': '#microsoft.graph.directoryRole',
    ...only({ id: `role-${roleTemplateId}`, displayName: 'Role', roleTemplateId }, names),
  });
  return page(asked, found.roles, { size: 100, base: base(), draw });
}

const guid = z.guid();
const memberGroups = z.strictObject({ groupIds: z.array(guid).min(1).max(20) });

/** Transitive: a member of a group that is a member is one too. A group that does not exist has none (G19). */
function checkMemberGroups(asked: Asked, { tenant }: Service, [id = '']: readonly string[]): GraphResponse {
  const refused = strange(asked, []);
  const parsed = memberGroups.safeParse(asked.body);
  if (refused !== undefined) return refused;
  if (!parsed.success) return badRequest("Invalid value specified for property 'groupIds' of resource 'User'.");
  if (tenant.user(id) === undefined) return notFound(id);
  const isIn = (group: ContosoGroup | undefined): boolean =>
    group?.members.some(member => member === id || isIn(tenant.group(member))) === true;
  const value = parsed.data.groupIds.filter(group => isIn(tenant.group(group)));
  return { status: 200, body: { value } };
}

const groupType = {
  name: 'microsoft.graph.group',
  properties: ['id', 'displayName'],
  byDefault: ['id', 'displayName'],
};

/** Names are compared without upper and lower case; no other filter is served. */
function groups(asked: Asked, { tenant, base }: Service): GraphResponse {
  const refused = strange(asked, ['$select', '$filter']);
  const names = selected(asked, groupType);
  const filter = /^displayName eq '((?:[^']|'')*)'$/.exec(asked.query.get('$filter') ?? '');
  if (refused !== undefined) return refused;
  if (!isNames(names)) return names;
  if (filter === null) return badRequest('Invalid filter clause.');
  const name = filter[1]?.replaceAll("''", "'").toLowerCase();
  const found = tenant.groups().filter(({ displayName }) => displayName.toLowerCase() === name);
  const draw = ({ id, displayName }: ContosoGroup): unknown => only({ id, displayName }, names);
  return page(asked, found, { size: 100, base: base(), draw });
}

function group(asked: Asked, { tenant }: Service, [id = '']: readonly string[]): GraphResponse {
  const names = selected(asked, groupType);
  const refused = strange(asked, ['$select']);
  const found = tenant.group(id);
  if (refused !== undefined) return refused;
  if (!isNames(names)) return names;
  if (!guid.safeParse(id).success) return badRequest(`Invalid object identifier '${id}'.`);
  return found === undefined
    ? notFound(id)
    : { status: 200, body: only({ id: found.id, displayName: found.displayName }, names) };
}

const skuType = {
  name: 'microsoft.graph.subscribedSku',
  properties: [
    ...['id', 'accountId', 'accountName', 'skuId', 'skuPartNumber', 'appliesTo', 'capabilityStatus', 'consumedUnits'],
    ...['prepaidUnits', 'servicePlans', 'subscriptionIds'],
  ],
  byDefault: [
    ...[
      'id',
      'skuId',
      'skuPartNumber',
      'appliesTo',
      'capabilityStatus',
      'consumedUnits',
      'prepaidUnits',
      'servicePlans',
    ],
  ],
};

const statusOf = ({ suspended }: ContosoSku): string => (suspended === undefined ? 'Enabled' : 'Suspended');

function skus(asked: Asked, { tenant }: Service): GraphResponse {
  const refused = strange(asked, ['$select']);
  const names = selected(asked, skuType);
  if (refused !== undefined) return refused;
  if (!isNames(names)) return names;
  const body = (one: ContosoSku): Record<string, unknown> => ({
    id: `contoso_${one.skuId}`,
    skuId: one.skuId,
    skuPartNumber: one.skuPartNumber,
    appliesTo: one.appliesTo ?? 'User',
    capabilityStatus: statusOf(one),
    consumedUnits: tenant.consumed(one.skuId),
    prepaidUnits: { enabled: one.enabled, lockedOut: 0, suspended: one.suspended ?? 0, warning: 0 },
    servicePlans: one.servicePlans.map(plan => ({ ...plan, provisioningStatus: 'Success', appliesTo: 'User' })),
    subscriptionIds: [],
  });
  // Not a paged list.
  return { status: 200, body: { value: tenant.skus().map(one => only(body(one), names)) } };
}

function subscriptions(asked: Asked, { tenant, base }: Service): GraphResponse {
  const refused = strange(asked, ['$select', '$top']);
  const names = selected(asked, {
    name: 'microsoft.graph.companySubscription',
    properties: ['id', 'skuId', 'skuPartNumber', 'status', 'isTrial', 'totalLicenses', 'ownerTenantId', 'ownerType'],
    byDefault: ['id', 'skuId', 'skuPartNumber', 'status', 'isTrial', 'totalLicenses', 'ownerTenantId', 'ownerType'],
  });
  if (refused !== undefined) return refused;
  if (!isNames(names)) return names;
  const draw = (one: ContosoSku): unknown =>
    only(
      {
        id: `subscription-${one.skuId}`,
        ...{ skuId: one.skuId, skuPartNumber: one.skuPartNumber, status: statusOf(one), isTrial: false },
        totalLicenses: one.enabled + (one.suspended ?? 0),
        ...{ ownerTenantId: null, ownerType: 'User' },
      },
      names,
    );
  return page(asked, tenant.skus(), { size: 100, base: base(), draw });
}

const assignment = z.object({
  addLicenses: z.array(z.object({ skuId: z.string(), disabledPlans: z.array(z.string()).optional() })),
  removeLicenses: z.array(z.string()),
});

function assign(asked: Asked, { tenant, written }: Service, [id = '']: readonly string[]): GraphResponse {
  const parsed = assignment.safeParse(asked.body);
  if (!parsed.success)
    return badRequest("One or more parameters of the operation 'assignLicense' are missing from the request payload.");
  const found = tenant.user(id);
  const skuIds = parsed.data.addLicenses.map(({ skuId }) => skuId);
  if (found === undefined) return notFound(id);
  const removed = parsed.data.removeLicenses;
  const refused =
    (skuIds.length === 0 ? undefined : assignmentRefusal(found, skuIds, tenant)) ?? removalRefusal(found, removed);
  if (refused !== undefined) return refused;
  written(found);
  tenant.give(id, skuIds);
  tenant.take(id, removed);
  return { status: 200, body: only(userBody(tenant.user(id) ?? found), userType.byDefault) };
}

/** Accepted now and carried out later, member by member (G25). */
function assignToGroup(asked: Asked, { tenant }: Service, [id = '']: readonly string[]): GraphResponse {
  const parsed = assignment.safeParse(asked.body);
  if (!parsed.success)
    return badRequest("One or more parameters of the operation 'assignLicense' are missing from the request payload.");
  const found = tenant.group(id);
  if (found === undefined) return notFound(id);
  const add = parsed.data.addLicenses.map(({ skuId }) => skuId);
  const remove = parsed.data.removeLicenses;
  const refused = groupRefusal(found, { add, remove }, tenant);
  if (refused !== undefined) return refused;
  tenant.changeGroup(found.id, { add, remove });
  return { status: 202, body: only({ id: found.id, displayName: found.displayName }, groupType.byDefault) };
}

const logPage = 1000;

/** A range of a log, inclusive on both sides and of 90 days at most (G1). */
function rangeOf([from = '', to = '']: readonly string[]):
  { readonly from: number; readonly to: number } | GraphResponse {
  const begin = instantOf(from);
  const end = instantOf(to);
  if (begin === undefined || end === undefined || begin > end)
    return failure(400, 'BadRequest', 'fromDateTime and toDateTime must be a range.');
  return end - begin > 90 * dayMs
    ? failure(400, 'BadRequest', 'The date range cannot be longer than 90 days.')
    : { from: begin, to: end };
}

async function log<Item>(
  asked: Asked,
  service: Service,
  parts: readonly string[],
  {
    of,
    draw,
  }: {
    readonly of: (range: { readonly from: number; readonly to: number }) => readonly Item[];
    readonly draw: (item: Item, currency: string) => unknown;
  },
): Promise<GraphResponse> {
  const range = rangeOf(parts);
  const refused = strange(asked, []);
  if (!('from' in range)) return range;
  if (refused !== undefined) return refused;
  const currency = await service.currency();
  return page(asked, of(range), { size: logPage, base: service.base(), draw: one => draw(one, currency) });
}

const calls: Route = (asked, service, parts) =>
  log(asked, service, parts, {
    of: ({ from, to }) => service.tenant.calls(from, to),
    draw: (one, currency) =>
      pstnCallLogRow(one, currency, one.user === null ? undefined : service.tenant.user(one.user)),
  });

const messages: Route = (asked, service, parts) =>
  log(asked, service, parts, {
    of: ({ from, to }) => service.tenant.messages(from, to),
    draw: (one, currency) => smsLogRow(one, currency, one.user === null ? undefined : service.tenant.user(one.user)),
  });

const blockedUsers: Route = (asked, service, parts) =>
  log(asked, service, parts, {
    of: ({ from, to }) => service.tenant.blocked(from, to),
    draw: one => blockedUserRow(one, service.tenant.user(one.user)),
  });

/** A time in UTC, or a date alone (G1). */
function instantOf(text: string): number | undefined {
  return parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
}

const isNames = (value: readonly string[] | GraphResponse): value is readonly string[] => Array.isArray(value);

const routes: readonly (readonly [method: string, version: Asked['version'] | 'any', path: RegExp, route: Route])[] = [
  ['GET', 'any', /^\/users$/, users],
  ['GET', 'v1.0', /^\/users\/delta$/, changes],
  ['GET', 'any', /^\/users\/([^/]+)$/, user],
  ['PATCH', 'any', /^\/users\/([^/]+)$/, changeUser],
  ['POST', 'any', /^\/users\/([^/]+)\/assignLicense$/, assign],
  ['GET', 'any', /^\/users\/([^/]+)\/transitiveMemberOf\/microsoft\.graph\.directoryRole$/, roles],
  ['POST', 'any', /^\/users\/([^/]+)\/checkMemberGroups$/, checkMemberGroups],
  ['GET', 'any', /^\/groups$/, groups],
  ['GET', 'any', /^\/groups\/([^/]+)$/, group],
  ['POST', 'any', /^\/groups\/([^/]+)\/assignLicense$/, assignToGroup],
  ['GET', 'any', /^\/subscribedSkus$/, skus],
  ['GET', 'any', /^\/directory\/subscriptions$/, subscriptions],
  ['GET', 'any', /^\/communications\/callRecords\/getPstnCalls\(fromDateTime=([^,]+),toDateTime=([^)]+)\)$/, calls],
  ['GET', 'beta', /^\/communications\/callRecords\/getSmsLog\(fromDateTime=([^,]+),toDateTime=([^)]+)\)$/, messages],
  [
    'GET',
    'beta',
    /^\/communications\/callRecords\/getPstnBlockedUsersLog\(fromDateTime=([^,]+),toDateTime=([^)]+)\)$/,
    blockedUsers,
  ],
];

/** Answers one request, alone or within a batch, as Graph would, refusals included. */
export async function answer(asked: Asked, service: Service): Promise<GraphResponse> {
  let isKnownPath = false;
  for (const [method, version, pattern, route] of routes) {
    const parts = pattern.exec(asked.path);
    if (parts === null || (version !== 'any' && version !== asked.version)) continue;
    isKnownPath = true;
    if (method === asked.method) return route(asked, service, parts.slice(1).map(decoded));
  }
  if (isKnownPath)
    return failure(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
  return badRequest(`Resource not found for the segment '${asked.path.split('/')[1] ?? ''}'.`);
}

/** A part of a path; one that cannot be decoded names nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
