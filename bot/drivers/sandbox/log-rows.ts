import { microsPerUnit, parseDecimal, toIso, type Instant } from '../../../core/index.ts';
import type { ContosoUser } from './contoso.ts';
import type { SandboxCall } from './made-calls.ts';
import type { SandboxMessage } from './tenant.ts';

/** One call as Graph's pstnCallLogRow (G3). */
export function pstnCallLogRow(one: SandboxCall, currency: string, user: ContosoUser | undefined) {
  const charge = parseDecimal(one.charge);
  return {
    id: one.id,
    callId: `${one.id.slice(0, 8)}@sandbox`,
    userId: user?.id ?? null,
    userPrincipalName: user?.userPrincipalName ?? null,
    userDisplayName: user?.displayName ?? null,
    startDateTime: toIso(one.start),
    endDateTime: toIso(one.start + one.seconds * 1000),
    duration: one.seconds,
    charge: charge.ok ? charge.value / microsPerUnit : 0,
    callType: user === undefined ? 'ucap_out' : 'user_out',
    currency,
    calleeNumber: one.callee,
    usageCountryCode: 'US',
    tenantCountryCode: 'US',
    connectionCharge: 0,
    callerNumber: '+14255550100',
    destinationContext: one.callee.startsWith('+1') ? 'Domestic' : 'International',
    destinationName: one.destination,
    conferenceId: null,
    licenseCapability: one.capability,
    inventoryType: 'Subscriber',
    operator: 'Microsoft',
    callDurationSource: 'microsoft',
  };
}

/** One message as Graph's smsLogRow, which is in its beta only (G4). */
export function smsLogRow(one: SandboxMessage, currency: string, user: ContosoUser | undefined) {
  const charge = parseDecimal(one.charge);
  return {
    id: one.id,
    smsId: `${one.id.slice(0, 8)}@sandbox`,
    userId: user?.id ?? null,
    userPrincipalName: user?.userPrincipalName ?? null,
    userDisplayName: user?.displayName ?? null,
    userCountryCode: 'US',
    tenantCountryCode: 'US',
    sourceNumber: '+14255550100',
    destinationNumber: one.to,
    sentDateTime: toIso(one.at),
    callCharge: charge.ok ? charge.value / microsPerUnit : 0,
    currency,
    smsType: 'sms_out',
    destinationContext: 'Domestic',
    destinationName: 'United States',
    otherPartyCountryCode: 'US',
    licenseCapability: one.capability,
    smsUnits: 1,
  };
}

/** A user blocked from calling, as Graph's pstnBlockedUsersLogRow (G5). */
export const blockedUserRow = (
  one: { readonly at: Instant; readonly user: string },
  user: ContosoUser | undefined,
) => ({
  userId: one.user,
  userPrincipalName: user?.userPrincipalName ?? null,
  userDisplayName: user?.displayName ?? null,
  blockDateTime: toIso(one.at),
  userTelephoneNumber: '+14255550199',
  userBlockMode: 'Blocked',
  blockReason: 'High Overall Usage',
  remediationId: `r-${one.at}`,
});
