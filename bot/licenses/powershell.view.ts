/** A text in single quotes, in which PowerShell reads nothing: its own quotes are doubled, and it takes typographic ones for the same. */
export const quoted = (text: string): string =>
  `'${text.replaceAll(/\p{Cc}/gu, '').replaceAll(/['‘’‚‛]/g, quote => quote + quote)}'`;

/** The line that keeps somebody from every outgoing call but to emergency services, from meetings too. */
export const blockAllCalls = (address: string): string =>
  `Grant-CsDialoutPolicy -Identity ${quoted(address)} -PolicyName 'DialoutCPCandPSTNDisabled'`;
