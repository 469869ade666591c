import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { textOf, type ReadCard } from '../support/card.ts';
import { blocksOf, type GuideBlock } from './guide-blocks.ts';
import { proxiedPaths } from './proxied-paths.ts';
import { Cloud, type Registered } from './cloud.ts';
import { Machine, type Manner, type Ran, type Service } from './machine.ts';
import { hosts, type Network } from './private-network.ts';
import type { Report } from './report.ts';
import { Teams } from './teams.ts';

/** What each part of the rehearsal is given. */
export interface Rehearsal {
  /** Its name: each has a machine of its own. */
  readonly part: string;
  readonly network: Network;
  readonly guide: string;
  readonly checkout: string;
  readonly report: Report;
  /** How often each is done that is done often. */
  readonly times: number;
  /** The folder for pictures. */
  readonly pictures: string;
}

/** Where alerts are to come. */
export const channel = { conversation: '19:general@thread.tacv2', kind: 'channel' } as const;

/** Where the bot is installed, below the operator's home. */
export const installed = 'credits';
/** What an operator types before each command: the settings of the guide. */
export const withSettings = 'set -a && . ./credits.env && set +a';

/** As often as somebody asks whether the log has been read. */
const mostAsked = 100;

/** An operator with an empty machine, the guide, and stand-ins for what Microsoft runs. */
export class Operator {
  readonly machine: Machine;
  readonly cloud: Cloud;
  readonly teams: Teams;
  readonly blocks: readonly GuideBlock[];
  readonly registered: Registered;
  readonly #given: Rehearsal;
  #bot: Service | undefined;

  constructor(given: Rehearsal) {
    this.#given = given;
    this.blocks = blocksOf(given.guide);
    const setting = (name: string): string => new RegExp(`^${name}=(.+)$`, 'm').exec(given.guide)?.[1] ?? '';
    this.registered = {
      tenant: setting('AZURE_TENANT_ID'),
      bot: setting('MicrosoftAppId'),
      graph: setting('AZURE_CLIENT_ID'),
    };
    this.machine = new Machine(given.network, given.part);
    this.cloud = new Cloud(given.network, this.registered, proxiedPaths(given.guide));
    this.teams = new Teams(this.cloud, this.registered.tenant);
  }

  async begin(): Promise<this> {
    await this.machine.prepare();
    await this.cloud.start();
    return this;
  }

  async end(): Promise<void> {
    await this.machine.stop();
    await this.cloud.stop();
  }

  /** The first of the guide's blocks that are run and have these words in them. */
  block(words: string, kind: GuideBlock['kind'] = 'run'): string {
    const found = this.blocks.find(one => one.kind === kind && one.text.includes(words));
    assert.ok(found !== undefined, `no block of the guide says ${words}`);
    return found.text;
  }

  /** Runs commands where the bot is installed; they succeed. */
  async does(commands: string, manner: Manner = {}): Promise<Ran> {
    const ran = await this.machine.run(`set -e\n${commands}`, { where: installed, ...manner });
    assert.equal(ran.code, 0, `exit ${ran.code} of ${commands}\n${ran.out}${ran.err}`);
    return ran;
  }

  /** Clones the bot as it is in the checkout. */
  async clones(folder: string): Promise<void> {
    const source = await this.machine.mirrors(this.#given.checkout).catch(() => '/srv/credits.git');
    await this.does(`git clone -q ${source} ${folder}`, { where: '' });
  }

  /** The bot installed with the guide's settings, without a download where this was done before. */
  async isInstalled(): Promise<void> {
    await this.clones(installed);
    if (!(await this.machine.takesModules(installed))) {
      await this.does(this.block('npm ci --omit=dev'), { isOnline: true });
      await this.machine.keepsModules(installed);
    }
    await this.does(this.block('cat > credits.env'));
    await this.keepsSecrets();
  }

  /** In chat, for a pool that exists, with Microsoft's own recharge noted and a channel to be warned. */
  async setsUp(balance = '180'): Promise<string> {
    const { teams } = this;
    const licenses = await teams.presses(await teams.types('setup'), /Prepaid/);
    const order = await teams.presses(licenses.card, 'Continue');
    const asked = await teams.presses(order.card, 'We already have credits');
    const filled = { currency: 'USD', timeZone: 'Europe/Berlin', balance, purchases: '2026-06-15 250 INV-2' };
    const review = await teams.presses(asked.card, 'Review', filled);
    const recorded = await teams.presses(review.card, 'Record');
    const given = await teams.presses(recorded.card, /^Assign to all/);
    await teams.submits(await teams.types('auto-recharge 50 below 20'), 'Save');
    await teams.types('alerts here', channel);
    return textOf(given.card);
  }

  /** The cards of that kind that have come into the channel unasked. */
  toldOf(kind: RegExp): readonly ReadCard[] {
    return this.teams.toldIn(channel.conversation).filter(card => kind.test(textOf(card)));
  }

  /** Starts the bot, and waits until it is reached from outside. */
  async starts(manner: Manner = {}, how = 'exec npm start'): Promise<{ readonly bot: Service; readonly ms: number }> {
    const bot = this.machine.start(`${withSettings} && ${how}`, { where: installed, ...manner });
    this.#bot = bot;
    const ms = await bot.until(() => this.isReached('/healthz'), 'healthy');
    return { bot, ms };
  }

  /** Stops the bot in order; gives what came of it, and its log. */
  async stops(
    signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
  ): Promise<{ readonly code: number | null; readonly log: string }> {
    assert.ok(this.#bot !== undefined, 'no bot runs');
    const { code, err } = await this.#bot.end(signal);
    return { code, log: err };
  }

  async isReached(path: string): Promise<boolean> {
    return (await fetch(`https://${hosts.bot}${path}`)).status === 200;
  }

  /** Makes calls of that many dollars in the tenant, after whatever was recorded until now. */
  async calls(count: number, dollars: number): Promise<void> {
    const from = Date.now();
    await delay(100);
    await this.cloud.tenant.makeCalls({ count, total: dollars * 1_000_000, from, to: Date.now() });
  }

  /** Has the log read to its end, though a round of the bot's own may be reading it; gives what is said then. */
  async reads(): Promise<ReadCard> {
    for (let asked = 0; asked < mostAsked; asked += 1) {
      const said = await this.teams.types('import');
      if (!textOf(said).includes('is being read')) return said;
      // A person may ask 30 things a minute (B18).
      await delay(3000);
    }
    throw new Error('the log is still being read');
  }

  /** Has people warned just below the balance, and calls that go below it; gives what they cost. */
  async falls(balance: number): Promise<number> {
    const cost = Math.ceil(balance / 5);
    const form = await this.teams.types(`auto-recharge 50 below ${Math.floor(balance * 0.85)}`);
    await this.teams.submits(form, 'Save');
    await this.calls(10, cost);
    await this.reads();
    return cost;
  }

  /** Waits until so many cards of that kind have come into the channel unasked; gives the last one's first lines. */
  async told(count: number, kind = /./): Promise<string> {
    const began = performance.now();
    for (;;) {
      const cards = this.toldOf(kind);
      const last = cards.at(-1);
      if (cards.length >= count && last !== undefined) return textOf(last).split('\n').slice(0, 3).join(' · ');
      assert.ok(performance.now() - began < 60_000, `${cards.length} cards came into the channel, not ${count}`);
      await delay(50);
    }
  }

  /** The secrets, in the files that the settings name. */
  async keepsSecrets(folder = installed): Promise<void> {
    const { bot, graph } = this.registered;
    await this.machine.keeps(`${folder}/secrets/bot`, this.cloud.app(bot).secret);
    await this.machine.keeps(`${folder}/secrets/graph`, this.cloud.app(graph).secret);
  }
}
