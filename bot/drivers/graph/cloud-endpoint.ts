/** Where Graph is, unless another address is set. */
export const cloudEndpoint = 'https://graph.microsoft.com';
