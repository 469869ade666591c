import { isDeepStrictEqual } from 'node:util';
import pLimit from 'p-limit';
import type { TenantConfig } from '../configuration/tenant-config.ts';
import type { Channel, Log, Receive, Rounds } from '../ports/index.ts';
import type { Served } from '../web/server.ts';
import { Background } from '../work/background.ts';
import type { Tenant } from './tenant.ts';

/** One organization's bot, opened. */
export interface Organization {
  readonly tenant: Tenant;
  readonly channel: Channel;
  /** Closes what was opened for it alone. */
  readonly close: () => Promise<void>;
}

interface Running extends Served {
  readonly own: TenantConfig;
  readonly organization: Organization;
  /** Its turns and rounds. */
  readonly ongoing: Background;
}

/** What became of each organization, by tenant id. */
export interface Changes {
  readonly opened: readonly string[];
  readonly ended: readonly string[];
  readonly unchanged: readonly string[];
  readonly failures: readonly unknown[];
}

/** The organizations that the program serves, which may become others while it runs (B10). */
export class Organizations {
  readonly #open: (own: TenantConfig) => Promise<Organization>;
  readonly #rounds: () => Rounds;
  readonly #log: Log;
  readonly #running = new Map<string, Running>();
  readonly #serially = pLimit(1);
  readonly #endings: Background;

  constructor({
    open,
    rounds,
    log,
  }: {
    readonly open: (own: TenantConfig) => Promise<Organization>;
    readonly rounds: () => Rounds;
    readonly log: Log;
  }) {
    this.#open = open;
    this.#rounds = rounds;
    this.#log = log;
    this.#endings = new Background(log);
  }

  /** Those served now, by tenant id; a view that follows every change. */
  get served(): ReadonlyMap<string, Served> {
    return this.#running;
  }

  /** Their bots, by tenant id. */
  get tenants(): ReadonlyMap<string, Tenant> {
    return new Map([...this.#running].map(([key, { organization }]) => [key, organization.tenant]));
  }

  /** Runs a round of one of them; nothing where it is not served any more. */
  async round(key: string, work: (tenant: Tenant) => Promise<void>): Promise<void> {
    const running = this.#running.get(key);
    await running?.ongoing.during(() => work(running.organization.tenant));
  }

  /**
   * Serves exactly these from now on: opens the new and the changed ones, and lets the others end. One that cannot be opened is logged, and goes
   * on as it was if it was served. Changes are made one after the other; endings may take longer.
   */
  become(wanted: readonly TenantConfig[]): Promise<Changes> {
    return this.#serially(async () => {
      const ended = [...this.#running.keys()].filter(key => !wanted.some(({ tenant }) => tenant === key));
      for (const key of ended) this.#remove(key);
      const opened: string[] = [];
      const unchanged: string[] = [];
      const failures: unknown[] = [];
      for (const own of wanted) {
        if (isDeepStrictEqual(this.#running.get(own.tenant)?.own, own)) unchanged.push(own.tenant);
        else
          await this.#replace(own).then(
            () => opened.push(own.tenant),
            (error: unknown) => failures.push(error),
          );
      }
      return { opened, ended, unchanged, failures };
    });
  }

  /** Ends all of them in order: their rounds, their turns, their background work. */
  async stop(): Promise<void> {
    await this.#serially(async () => {
      await this.#rounds()
        .stop()
        .catch((error: unknown) => this.#log.warn({ err: error }, 'the jobs did not stop in order'));
      for (const running of this.#running.values()) this.#end(running);
      this.#running.clear();
    });
    await this.#endings.idle();
  }

  /** The new one takes the next turn and round; the old one ends beside it, as two replicas work beside each other. */
  async #replace(own: TenantConfig): Promise<void> {
    const organization = await this.#open(own).catch((error: unknown) => {
      this.#log.error({ err: error, tenant: own.tenant }, 'an organization could not be opened');
      throw error;
    });
    const before = this.#running.get(own.tenant);
    const ongoing = new Background(this.#log);
    const receive: Receive = (incoming, exchange) =>
      ongoing.during(() => organization.tenant.receive(incoming, exchange));
    const { handOut, leaveMails } = organization.tenant;
    const served = { channel: organization.channel, receive, handOut, leaveMails };
    this.#running.set(own.tenant, { own, organization, ongoing, ...served });
    if (before === undefined) await this.#rounds().add(own.tenant);
    else this.#end(before);
  }

  #remove(key: string): void {
    const running = this.#running.get(key);
    if (running === undefined) return;
    this.#running.delete(key);
    this.#end(running, this.#rounds().remove(key));
  }

  /** All at once, since a long piece of work of one must not keep the others from ending. */
  #end({ own, organization, ongoing }: Running, rounds: Promise<void> = Promise.resolve()): void {
    this.#endings.start('the end of an organization', async () => {
      await rounds;
      await ongoing.idle();
      await halted(organization);
      this.#log.info({ tenant: own.tenant }, 'an organization has ended');
    });
  }
}

/** Lets what one organization is doing beside its turns and rounds end. */
async function halted({ tenant, close }: Organization): Promise<void> {
  await tenant.assignmentWorker.halt();
  await tenant.idle();
  await tenant.ledger.snapshot().catch((error: unknown) => tenant.log.warn({ err: error }, 'no snapshot was kept'));
  await close();
}
