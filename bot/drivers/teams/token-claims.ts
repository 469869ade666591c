/** The Bot Framework's service in the public cloud. */
const issuer = 'https://api.botframework.com';

/**
 * Whether a token is of the Bot Framework's own service, for this service address, and ends. The libraries also take tokens of others, which
 * whoever has the bot's secret can get, and one without an end (T14).
 */
export const isOfTeams = (claim: (name: string) => unknown, serviceUrl: string): boolean =>
  claim('iss') === issuer && claim('serviceurl') === serviceUrl && typeof claim('exp') === 'number';
