import { isIP, isIPv4, isIPv6 } from 'node:net';

/** Whether a text is an address of the internet protocol, or a network of them such as `10.1.2.0/24`. */
export function isNetwork(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  if (length === undefined) return isIP(address) !== 0;
  if (more.length > 0 || !/^\d{1,3}$/.test(length)) return false;
  return (isIPv4(address) && Number(length) <= 32) || (isIPv6(address) && Number(length) <= 128);
}
