/** A text in single quotes, in which PowerShell reads nothing: its own quotes are doubled, and it takes typographic ones for the same. */
export const quoted = (text: string): string =>
  `'${text.replaceAll(/\p{Cc}/gu, '').replaceAll(/['‘’‚‛]/g, quote => quote + quote)}'`;

/** The line that keeps somebody from every outgoing call but to emergency services, from meetings too. */
export const blockAllCalls = (address: string): string =>
  `Grant-CsDialoutPolicy -Identity ${quoted(address)} -PolicyName 'DialoutCPCandPSTNDisabled'`;

/** The line that blocks whoever has no policy of their own once they have spent so much in a month, in whole units of their currency. */
export const spendLimit = (units: number): string =>
  `Set-CsTeamsCallingPolicy -Identity Global -EnableSpendLimits $true -CallingSpendUserLimit ${units}`;

/** The line that lets the same people forward calls to outside numbers, or not. */
export const allowForwarding = (isAllowed: boolean): string =>
  `Set-CsTeamsCallingPolicy -Identity Global -AllowCallForwardingToPhone $${isAllowed}`;

/** The line that keeps the same people from calls abroad. */
export const onlyDomestic = "Grant-CsDialoutPolicy -Global -PolicyName 'DialoutCPCandPSTNDomestic'";

/** The line that lists which policies people are under. */
export const listPolicies =
  'Get-CsOnlineUser -Filter {EnterpriseVoiceEnabled -eq $true} | Select-Object UserPrincipalName, TeamsCallingPolicy, OnlineDialOutPolicy';
