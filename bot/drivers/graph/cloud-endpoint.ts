/** Where Graph is, unless an organization is in a national cloud. */
export const cloudEndpoint = 'https://graph.microsoft.com';
