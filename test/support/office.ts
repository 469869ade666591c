import assert from 'node:assert/strict';
import { pino } from 'pino';
import type { Mode, Payment } from '../../core/index.ts';
import { makeApp, type App } from '../../bot/app.ts';
import { sandboxTenant } from '../../bot/config.ts';
import { GraphCallLog } from '../../bot/drivers/graph/call-log.ts';
import { Graph } from '../../bot/drivers/graph/client.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { GraphLicences } from '../../bot/drivers/graph/licences.ts';
import { openSandbox, type Sandbox } from '../../bot/drivers/sandbox/sandbox.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { TeamsAdapter } from '../../bot/drivers/teams/adapter.ts';
import { downloader } from '../../bot/drivers/teams/download.ts';
import { TeamsMessenger } from '../../bot/drivers/teams/messenger.ts';
import type { Directory, Payments } from '../../bot/ports.ts';
import { makeServer } from '../../bot/server.ts';
import { at } from './builders.ts';
import { readCard, type ReadCard } from './card.ts';
import { FakeConnector } from './connector.ts';
import { inMemory, type AppStores } from './stores.ts';
import { VirtualClock } from './virtual-clock.ts';

/** The people of the sandbox by what they may do. */
export const people = {
  globalAdmin: '00000000-0000-0000-0000-0000000000020',
  licenceAdmin: '00000000-0000-0000-0000-0000000000021',
  nobody: '00000000-0000-0000-0000-0000000000022',
  billingAdmin: '00000000-0000-0000-0000-0000000000023',
  reader: '00000000-0000-0000-0000-0000000000024',
  guest: 'c0400000-0000-4000-8000-000000000017',
} as const;

/** The order of the walk. */
export const orderForm = {
  currency: 'USD',
  timeZone: 'UTC',
  addFunds: '100',
  autoRecharge: 'true',
  rechargeWith: '50',
  trigger: '20',
  payment: 'card:sandbox-card',
} as const;

export interface Said {
  readonly as?: string;
  readonly locale?: string | undefined;
  readonly conversation?: string;
  readonly kind?: 'personal' | 'groupChat' | 'channel';
  readonly tenant?: string;
  readonly id?: string;
  readonly files?: readonly { readonly name: string; readonly url: string }[];
}

/**
 * The whole bot in one process: its real server, botbuilder's real adapter, the sandbox behind its real Graph server, and a connector
 * that records; with a clock that moves only when told.
 */
export class Office {
  readonly clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
  readonly connector = new FakeConnector();
  readonly stores: AppStores;
  readonly charged: string[] = [];
  app!: App;
  address = '';
  sandbox!: Sandbox;
  #server: ReturnType<typeof makeServer> | undefined;
  #serviceUrl = '';
  /** Teams never uses an activity's id again, whichever process it talks to. */
  static #count = 0;

  constructor(stores = inMemory()) {
    this.stores = stores;
  }

  async open(payments?: (gateway: Payments) => Payments, mode: Mode = 'operate'): Promise<this> {
    const { journal, documents } = this.stores;
    this.#serviceUrl = await this.connector.start();
    this.sandbox = await openSandbox({
      tenant: sandboxTenant,
      graphEndpoint: undefined,
      journal,
      documents,
      clock: this.clock,
    });
    const { clock, gateway, controls, graphEndpoint } = this.sandbox;
    const counted: Payments = {
      methods: () => gateway.methods(),
      outcomeOf: (key: string) => gateway.outcomeOf(key),
      charge: (payment: Payment) => {
        this.charged.push(payment.key);
        return gateway.charge(payment);
      },
    };
    const adapter = new TeamsAdapter(undefined);
    const graph = new Graph({ endpoint: graphEndpoint, credentials: { kind: 'sandbox' } });
    this.app = makeApp({
      tenant: sandboxTenant,
      mode,
      version: 'test',
      clock,
      hash: sha256,
      log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
      ...this.stores,
      directory: new GraphDirectory(graph),
      licences: new GraphLicences(graph),
      callLog: new GraphCallLog(graph),
      payments: payments?.(counted) ?? counted,
      messenger: new TeamsMessenger(adapter, '', this.clock),
      download: downloader(true),
      sandbox: controls,
    });
    const server = makeServer({
      app: this.app,
      adapter,
      policy: { tenants: [sandboxTenant], isSandbox: true },
      isReady: () => true,
    });
    this.#server = server;
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    this.address = `http://127.0.0.1:${server.address().port}`;
    return this;
  }

  async close(): Promise<void> {
    await this.app.backgroundDone();
    await new Promise<void>(resolve => {
      this.#server?.close(() => resolve());
    });
    await this.connector.stop();
    await this.sandbox.stop();
  }

  /** Types a text; gives the card that is answered. */
  async types(text: string, said: Said = {}): Promise<ReadCard> {
    const cards = await this.typesAndSees(text, said);
    assert.equal(cards.length, 1, `${cards.length} answers to "${text}"`);
    return cards[0]!;
  }

  async typesAndSees(text: string, said: Said = {}): Promise<readonly ReadCard[]> {
    const { status, body } = await this.post({
      ...this.activity(said),
      type: 'message',
      text,
      deliveryMode: 'expectReplies',
      attachments: said.files?.map(({ name, url }) => ({
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        name,
        content: { downloadUrl: url },
      })),
    });
    assert.equal(status, 200);
    const { activities } = body as { activities: readonly { attachments: readonly { content: unknown }[] }[] };
    await this.app.backgroundDone();
    return activities.map(activity => readCard(activity.attachments[0]?.content));
  }

  /** Presses a button of a card with what was filled in; gives the invoke's answer. */
  async presses(
    card: ReadCard,
    title: string | RegExp,
    inputs: Readonly<Record<string, string>> = {},
    said: Said = {},
  ): Promise<{ readonly type: string; readonly text: string; readonly card: ReadCard }> {
    const button = card.buttons.find(one => (typeof title === 'string' ? one.title === title : title.test(one.title)));
    assert.ok(button, `no button ${String(title)} among ${card.buttons.map(one => one.title).join(', ')}`);
    return this.invokes(button.verb, { ...button.data, ...inputs }, said);
  }

  async invokes(
    verb: string,
    data: unknown,
    said: Said = {},
  ): Promise<{ readonly type: string; readonly text: string; readonly card: ReadCard }> {
    const { status, body } = await this.post({
      ...this.activity(said),
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: 'm0',
      value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
    });
    assert.equal(status, 200);
    const { type, value } = body as { type: string; value: unknown };
    await this.app.backgroundDone();
    return { type, text: typeof value === 'string' ? value : '', card: readCard(value) };
  }

  activity(said: Said): Record<string, unknown> {
    Office.#count += 1;
    const {
      as = people.globalAdmin,
      locale = 'en-US',
      conversation = 'chat',
      kind = 'personal',
      tenant = sandboxTenant,
    } = said;
    return {
      id: said.id ?? `activity-${Office.#count}`,
      channelId: 'msteams',
      serviceUrl: this.#serviceUrl,
      from: { id: `29:${as}`, name: 'Somebody', aadObjectId: as },
      recipient: { id: '28:bot', name: 'Communications Credits' },
      conversation: { id: conversation, conversationType: kind, tenantId: tenant },
      channelData: { tenant: { id: tenant } },
      locale,
    };
  }

  async post(activity: unknown): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(`${this.address}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** Makes the next look-ups of roles wait, or fail; tells when the first one has been reached. */
  slowed(directory: Directory, before: () => Promise<void>): { readonly reached: Promise<void> } {
    const rolesOf = directory.rolesOf.bind(directory);
    let reach = (): void => undefined;
    const reached = new Promise<void>(resolve => (reach = resolve));
    directory.rolesOf = async personId => {
      reach();
      await before();
      return rolesOf(personId);
    };
    return { reached };
  }

  entries() {
    return this.stores.journal.entriesAfter(sandboxTenant, 0);
  }

  /** The cards that were sent to conversations unasked. */
  told(): readonly ReadCard[] {
    return this.connector.sent.flatMap(({ body }) => {
      const activity = (body['activity'] ?? body) as { attachments?: readonly { content: unknown }[] };
      return activity.attachments?.[0] === undefined ? [] : [readCard(activity.attachments[0].content)];
    });
  }

  /** Set-up up to the review card, without giving anybody a licence. */
  async reviews(order: Readonly<Record<string, string>> = {}, said: Said = {}): Promise<ReadCard> {
    const first = await this.types('setup', said);
    const licences = await this.presses(first, /Prepaid|预付/, {}, said);
    const fund = await this.presses(licences.card, /Continue|继续/, {}, said);
    return (await this.presses(fund.card, /Review order|查看订单/, { ...orderForm, ...order }, said)).card;
  }

  /** Set-up from the first card to the last, as the walk has it. */
  async setsUp(order: Readonly<Record<string, string>> = {}, said: Said = {}): Promise<readonly ReadCard[]> {
    const first = await this.types('setup', said);
    const licences = await this.presses(first, /Prepaid|预付/, {}, said);
    const product = String(licences.card.inputs[0]?.['value']);
    const assigned = await this.presses(licences.card, /Assign to all|分配给全部/, { product }, said);
    const fund = await this.presses(assigned.card, /Continue|继续/, {}, said);
    const review = await this.presses(fund.card, /Review order|查看订单/, { ...orderForm, ...order }, said);
    const placed = await this.presses(review.card, /Place order|下单/, {}, said);
    const credits = await this.presses(placed.card, /Assign to all|分配给全部/, {}, said);
    const done = await this.presses(credits.card, /Continue|继续/, {}, said);
    return [first, licences.card, assigned.card, fund.card, review.card, placed.card, credits.card, done.card];
  }
}
