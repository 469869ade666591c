import type { ContosoUser } from '../contoso.ts';

/** A user's properties, and those that come where none are selected (G7, G21). */
export const userType = {
  name: 'microsoft.graph.user',
  properties: [
    ...['id', 'displayName', 'userPrincipalName', 'mail', 'userType', 'accountEnabled', 'usageLocation'],
    ...['assignedLicenses', 'licenseAssignmentStates'],
    ...['department', 'companyName', 'employeeOrgData', 'onPremisesExtensionAttributes'],
  ],
  byDefault: ['id', 'displayName', 'userPrincipalName', 'mail'],
};

/** What a delta query may select: it does not track the states of licenses (G20). */
export const trackedType = {
  ...userType,
  properties: userType.properties.filter(name => name !== 'licenseAssignmentStates'),
};

/** A user in Graph's form (G7). */
export const userBody = (one: ContosoUser): Record<string, unknown> => ({
  id: one.id,
  displayName: one.displayName,
  userPrincipalName: one.userPrincipalName,
  mail: one.userPrincipalName,
  userType: one.userType,
  accountEnabled: one.isEnabled,
  usageLocation: one.usageLocation,
  assignedLicenses: one.skus.map(skuId => ({ skuId, disabledPlans: [] })),
  licenseAssignmentStates: statesOf(one),
  department: one.department ?? null,
  companyName: one.company ?? null,
  employeeOrgData: one.costCenter === undefined ? null : { costCenter: one.costCenter, division: null },
  // The first of them holds the office.
  onPremisesExtensionAttributes: Object.fromEntries(
    attributes.map((name, index) => [name, index === 0 ? (one.office ?? null) : null]),
  ),
});

const attributes = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`);

/** One for each way in which a product was given, and for each in which it could not be. */
const statesOf = ({ own, byGroup, unmet = [] }: ContosoUser): readonly unknown[] => {
  const inForce = { disabledPlans: [], state: 'Active', error: 'None' };
  return [
    ...own.map(skuId => ({ skuId, assignedByGroup: null, ...inForce })),
    ...byGroup.map(({ skuId, group }) => ({ skuId, assignedByGroup: group, ...inForce })),
    ...unmet.map(({ skuId, group, error }) => ({
      ...{ skuId, assignedByGroup: group, disabledPlans: [], state: 'Error', error },
    })),
  ];
};
