import { hourMs, microsPerUnit, minuteMs } from '../../../core/index.ts';
import { systemClock } from '../../../bot/drivers/system/clock.ts';
import { aTenant } from '../../support/graph.ts';
import { BalancedClient, type Replicas } from './replicas.ts';

/** What people ask in the course of a day. */
const asked = [
  ...['balance', 'balance', 'balance', 'forecast', 'usage', 'usage 30 by person', 'history', 'calls', 'calls 30'],
  ...['licenses', 'rate Germany', 'matters', 'payments', 'alerts', 'departments', 'help', 'who Adele Vance'],
];

/** How many calls are in an hour of the day, of an office. */
const callsAt = (hour: number): number => (hour < 6 || hour > 20 ? 2 : hour > 8 && hour < 18 ? 16 : 6);

/** One organization with a Graph of its own, and somebody who looks after its credits. */
export class DayOrganization {
  readonly tenant: string;
  readonly graph: Awaited<ReturnType<typeof aTenant>>;
  readonly channel: string;
  /** How many have been lived, or begun. */
  hours = 0;
  /** How often somebody has placed an order; set-up places the first one. */
  orders = 1;
  readonly #client: BalancedClient;
  readonly #random: () => number;
  readonly #chat: string;
  readonly #begunAt = systemClock.now();

  private constructor(
    tenant: string,
    graph: Awaited<ReturnType<typeof aTenant>>,
    replicas: Replicas,
    { serviceUrl, random }: { readonly serviceUrl: string; readonly random: () => number },
  ) {
    this.tenant = tenant;
    this.graph = graph;
    this.channel = `19:${tenant}@thread.tacv2`;
    this.#chat = `chat-${tenant}`;
    this.#random = random;
    this.#client = new BalancedClient(replicas, tenant, serviceUrl);
  }

  static async of(
    tenant: string,
    replicas: Replicas,
    surroundings: { readonly serviceUrl: string; readonly random: () => number },
  ): Promise<DayOrganization> {
    return new DayOrganization(tenant, await aTenant({ clock: systemClock }), replicas, surroundings);
  }

  /** Credits are bought, the rule is on, and its channel is told. */
  async setsUp(): Promise<void> {
    await this.#types('sandbox start');
    await this.#types('alerts off');
    await this.#client.typesAndSees('alerts here', { conversation: this.channel, kind: 'channel' });
  }

  /** An hour goes by: rows come twice, people ask and press in between. */
  async lives(hour: number, pause: () => Promise<void>): Promise<void> {
    await this.#types('sandbox advance 1 hour');
    this.hours += 1;
    for (const half of [0, 1]) {
      await this.#rows(hour, half);
      await this.#types('import');
      await pause();
      const [card] = await this.#types(asked[Math.floor(this.#random() * asked.length)] ?? 'balance');
      // A test alert comes as often as it is asked for.
      const shown = card?.buttons.filter(one => one.verb === 'run' && !/test/.test(JSON.stringify(one.data))) ?? [];
      const button = shown[Math.floor(this.#random() * shown.length)];
      if (button !== undefined) await this.#client.invokes(button.verb, button.data, { conversation: this.#chat });
      await pause();
    }
    if (this.#random() < 1 / 24) await this.#orders();
  }

  /** The time in its sandbox. */
  now(): number {
    return systemClock.now() + this.hours * hourMs;
  }

  /** Reads what has not been read. */
  async reads(): Promise<void> {
    await this.#types('import');
  }

  /** What the rows that came cost, and how many they are. */
  due(): { readonly rows: number; readonly cost: bigint } {
    const calls = this.graph.tenant.calls(this.#begunAt, Infinity);
    return {
      rows: calls.length,
      cost: calls.reduce((sum, { charge }) => sum + BigInt(Math.round(Number(charge) * 1e6)), 0n),
    };
  }

  async #rows(hour: number, half: number): Promise<void> {
    const count = callsAt(hour) / 2;
    const to = this.now() - (half === 0 ? hourMs / 2 : minuteMs);
    const total = Math.round(count * (10 + this.#random() * 70)) * (microsPerUnit / 100);
    await this.graph.tenant.makeCalls({ count, total, from: to - (hourMs / 2 - 2 * minuteMs), to });
  }

  /** Somebody adds funds by the card: it is placed once, whichever replica dies meanwhile. */
  async #orders(): Promise<void> {
    const [review] = await this.#types('add funds 60');
    if (review === undefined || !review.buttons.some(({ title }) => /Place order/.test(title))) return;
    await this.#client.presses(review, /Place order/, {}, { conversation: this.#chat });
    this.orders += 1;
  }

  #types(text: string) {
    return this.#client.typesAndSees(text, { conversation: this.#chat });
  }
}
