import { observed, type Checkable, type Observation } from '../../ports/index.ts';
import { reach } from './reach.ts';

/** The bot's own address as the Internet sees it: whether what answers there is a bot like this one. */
export class PublicAddress implements Checkable {
  readonly #address: string;

  constructor(address: string) {
    this.#address = address;
  }

  async check(signal: AbortSignal): Promise<readonly Observation[]> {
    const address = this.#address;
    const reached = await reach(`${address}/healthz`, signal);
    if (reached.kind === 'silent') return [observed('address', 'address-silent', { address, code: reached.code })];
    return [
      reached.status === 200
        ? observed('address', 'address-answers', { address })
        : observed('address', 'address-other', { address, status: reached.status }),
    ];
  }
}
