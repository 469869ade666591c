/** Whether an address is of this machine alone. */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined || !URL.canParse(address)) return false;
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(address).hostname);
}

/** Whether what goes there cannot be read on the way. */
export function isHttpsOrLoopback(address: string): boolean {
  return URL.canParse(address) && (new URL(address).protocol === 'https:' || isLoopbackAddress(address));
}

/** Of what comes after it, nothing may be there already. */
export function isPlainAddress(address: string): boolean {
  if (!isHttpsOrLoopback(address)) return false;
  const { search, hash, username, password } = new URL(address);
  return search === '' && hash === '' && username === '' && password === '';
}

/** Of the clouds beside the public one: the American governments', and 21Vianet's. */
export function isOtherCloud(address: string): boolean {
  return URL.canParse(address) && /\.(us|cn)$/.test(new URL(address).hostname);
}
