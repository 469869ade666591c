import { z } from 'zod';
import { observed, type Checkable, type Observation } from '../../ports/index.ts';
import { isLoopbackAddress } from '../../work/addresses.ts';
import { answerOf, reach } from './reach.ts';

/** What it says is shown: a stranger that answers there says nothing else. */
const readiness = z.object({ parts: z.record(z.string().regex(/^[a-z-]{1,20}$/), z.string()) });

/** The bot's own address as the Internet sees it: whether what answers there is a bot like this one, can serve, and keeps its counts to itself. */
export class PublicAddress implements Checkable {
  readonly #address: string;

  constructor(address: string) {
    this.#address = address;
  }

  async check(signal: AbortSignal): Promise<readonly Observation[]> {
    const address = this.#address;
    const reached = await reach(`${address}/healthz`, signal);
    if (reached.kind === 'silent') return [observed('address', 'address-silent', { address, code: reached.code })];
    if (reached.status !== 200) return [observed('address', 'address-other', { address, status: reached.status })];
    const [parts, isOpen] = await Promise.all([this.#failedParts(signal), this.#isOpen(signal)]);
    return [
      parts.length === 0
        ? observed('address', 'address-answers', { address })
        : observed('address', 'address-not-ready', { address, parts }),
      ...(isOpen ? [observed('address', 'metrics-open', { address: `${address}/metrics` })] : []),
    ];
  }

  /** The parts that keep it from serving; none of a version that has no such parts. */
  async #failedParts(signal: AbortSignal): Promise<readonly string[]> {
    const answer = await answerOf(`${this.#address}/readyz`, signal);
    const read = readiness.safeParse(answer);
    return read.success
      ? Object.entries(read.data.parts).flatMap(([part, state]) => (state === 'ok' ? [] : [part]))
      : [];
  }

  /** Whether anybody may read what is counted, because a proxy hides who asks. */
  async #isOpen(signal: AbortSignal): Promise<boolean> {
    // Whoever asks there is of this machine, and may read totals.
    if (isLoopbackAddress(this.#address)) return false;
    const reached = await reach(`${this.#address}/metrics`, signal);
    return reached.kind === 'answered' && reached.status === 200;
  }
}
