/** A request that this program can make of Microsoft Graph, and the application permission that it needs (G17). */
export interface GraphRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly version: 'v1.0' | 'beta';
  /** With parameters in braces. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly permission: string;
  readonly purpose: string;
}

const request = (
  method: GraphRequest['method'],
  path: string,
  about: { readonly permission: string; readonly purpose: string } & Partial<
    Pick<GraphRequest, 'version' | 'query' | 'headers'>
  >,
): GraphRequest => ({ method, version: 'v1.0', path, query: '', headers: {}, ...about });

// A cast in the path is one of Graph's advanced queries: it needs both this header and $count (G11).
const advanced = { ConsistencyLevel: 'eventual' };

/** What a delta query tracks of a user: all that is read of people but licenseAssignmentStates (G20); and the field of a department, or '' (G21). */
const tracked =
  'id,displayName,userPrincipalName,mail,userType,accountEnabled,usageLocation,assignedLicenses{department}';

/**
 * Every request that the drivers send to Microsoft Graph, since the client takes nothing else. A test compares the README's table with
 * this one.
 */
export const requests = {
  people: request('GET', '/users', {
    query: `$select=${tracked},licenseAssignmentStates&$top=999`,
    permission: 'User.Read.All',
    purpose: 'people, their licenses, and which department they are in',
  }),
  peopleOf: request('GET', '/users', {
    query: `$filter=id%20in%20({ids})&$select=${tracked},licenseAssignmentStates`,
    permission: 'User.Read.All',
    purpose: 'the licenses of those shown or pressed on, as they are now',
  }),
  changes: request('GET', '/users/delta', {
    query: `$select=${tracked}&$deltatoken=latest`,
    permission: 'User.Read.All',
    purpose: 'who has changed, come or gone since',
  }),
  person: request('GET', '/users/{id}', {
    query: '$select=id,displayName,userType,accountEnabled',
    permission: 'User.Read.All',
    purpose: 'whether somebody is a member of the organization, and who did it in a history',
  }),
  roles: request('GET', '/users/{id}/transitiveMemberOf/microsoft.graph.directoryRole', {
    query: '$count=true&$select=id,roleTemplateId',
    headers: advanced,
    permission: 'User.Read.All',
    purpose: 'the roles somebody holds',
  }),
  memberGroups: request('POST', '/users/{id}/checkMemberGroups', {
    permission: 'GroupMember.Read.All',
    purpose: 'whether somebody is in a group that was given a right (only where one was)',
  }),
  group: request('GET', '/groups/{id}', {
    query: '$select=id,displayName',
    permission: 'GroupMember.Read.All',
    purpose: 'the name of a group that is to be given a right, or that brings a license (only then)',
  }),
  groupsCalled: request('GET', '/groups', {
    query: "$filter=displayName%20eq%20'{name}'&$select=id,displayName",
    permission: 'GroupMember.Read.All',
    purpose: 'the group of a name that is to be given a right (only then)',
  }),
  skus: request('GET', '/subscribedSkus', {
    query: '$select=skuId,skuPartNumber,appliesTo,capabilityStatus,consumedUnits,prepaidUnits,servicePlans',
    permission: 'Organization.Read.All',
    purpose: 'products and seats',
  }),
  subscriptions: request('GET', '/directory/subscriptions', {
    query: '$select=skuId,skuPartNumber,status,ownerTenantId',
    permission: 'Organization.Read.All',
    purpose: 'hints about how the organization pays',
  }),
  assign: request('POST', '/users/{id}/assignLicense', {
    permission: 'LicenseAssignment.ReadWrite.All',
    purpose: 'giving licenses (within a batch)',
  }),
  assignToGroup: request('POST', '/groups/{id}/assignLicense', {
    permission: 'LicenseAssignment.ReadWrite.All',
    purpose: 'giving the credits license to a group that brings telephony, or taking it back',
  }),
  batch: request('POST', '/$batch', {
    permission: 'of each request in it',
    purpose: 'up to 20 of the two writes at once',
  }),
  setUsageLocation: request('PATCH', '/users/{id}', {
    permission: 'User.ReadWrite.All',
    purpose: 'setting a missing usage location (within a batch; only with ALLOW_USAGE_LOCATION=1)',
  }),
  calls: request('GET', '/communications/callRecords/getPstnCalls(fromDateTime={from},toDateTime={to})', {
    permission: 'CallRecord-PstnCalls.Read.All',
    purpose: 'the PSTN usage log',
  }),
  messages: request('GET', '/communications/callRecords/getSmsLog(fromDateTime={from},toDateTime={to})', {
    version: 'beta',
    permission: 'CallRecord-PstnCalls.Read.All',
    purpose: 'the SMS usage log (only with GRAPH_BETA=1)',
  }),
  blockedUsers: request(
    'GET',
    '/communications/callRecords/getPstnBlockedUsersLog(fromDateTime={from},toDateTime={to})',
    {
      version: 'beta',
      permission: 'CallRecord-PstnCalls.Read.All',
      purpose: 'people whom Microsoft has blocked from calling (only with GRAPH_BETA=1)',
    },
  ),
} as const satisfies Readonly<Record<string, GraphRequest>>;

/** The request's path and query, with the parameters filled in. */
export function addressOf({ path, query }: GraphRequest, values: Readonly<Record<string, string>> = {}): string {
  return (query === '' ? path : `${path}?${query}`).replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`a request needs ${name}`);
    return encodeURIComponent(value);
  });
}
