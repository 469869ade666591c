import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The address of a name may not be called. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/** Looks a name up as Node does, with every address that it has. */
export type LookupAll = (
  name: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

/**
 * Which addresses may be called: public ones, and those in networks that the deployment names. Whoever sets a webhook could otherwise read and
 * reach what only the bot's own machine can: its cloud's metadata, its neighbors.
 */
export class AllowedAddresses {
  readonly #networks = new BlockList();
  readonly #lookupAll: LookupAll;

  constructor(networks: readonly string[], lookupAll: LookupAll = systemLookup) {
    this.#lookupAll = lookupAll;
    for (const network of networks) {
      const [address = '', length] = network.split('/');
      if (length === undefined) this.#networks.addAddress(address, familyOf(address));
      else this.#networks.addSubnet(address, Number(length), familyOf(address));
    }
  }

  /** Whether a host is a name, or an address that may be called. */
  isAllowed(host: string): boolean {
    const address = host.replaceAll(/[[\]]/g, '');
    if (isIP(address) === 0) return true;
    return this.#networks.check(address, familyOf(address)) || isPublic(address);
  }

  /**
   * The name's addresses, for the connection that is being made: what they are is seen there and nowhere else, so that a name cannot mean another
   * machine a moment later. One that may not be called forbids the name.
   */
  readonly lookup: LookupFunction = (name, options, callback) => {
    this.#lookupAll(name, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses;
      if (error !== null || first === undefined) callback(error ?? new Error('no address'), '');
      else if (!addresses.every(({ address }) => this.isAllowed(address))) callback(new ForbiddenAddress(), '');
      else if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

function isPublic(text: string): boolean {
  const address = ipaddr.parse(text);
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(globalUnicast));
}
