import assert from 'node:assert/strict';
import { sandboxTenant } from '../../bot/configuration/tenant-config.ts';
import { readCard, type ReadCard } from './card.ts';
import { wasTyped } from './logs.ts';

/** The people of the sandbox by what they may do. */
export const people = {
  globalAdmin: '00000000-0000-0000-0000-0000000000020',
  licenseAdmin: '00000000-0000-0000-0000-0000000000021',
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
  /** Mentions, beside the text. */
  readonly entities?: readonly unknown[];
  /** Whether not to wait for the bot's background work. */
  readonly isLeftAlone?: boolean;
  readonly files?: readonly {
    readonly name: string;
    readonly url: string; /** Mentions, beside the text. */
    readonly entities?: readonly unknown[];
  }[];
}

/** What Teams sends to a bot at an address, and what comes back. */
export class TeamsClient {
  address = '';
  /** The tenant that its activities name, where they say no other. */
  organization = sandboxTenant;
  #serviceUrl = '';
  #settled: () => Promise<void> = () => Promise.resolve();
  /** Teams never uses an activity's id again, whichever process it talks to. */
  static #count = 0;

  /** `serviceUrl` is where the bot reaches Teams; `settled` waits for the bot's background work. */
  connect(bot: {
    readonly address: string;
    readonly serviceUrl: string;
    readonly settled?: () => Promise<void>;
  }): this {
    this.address = bot.address;
    this.#serviceUrl = bot.serviceUrl;
    if (bot.settled !== undefined) this.#settled = bot.settled;
    return this;
  }

  /** Types a text; returns the card of the answer. */
  async types(text: string, said: Said = {}): Promise<ReadCard> {
    const cards = await this.typesAndSees(text, said);
    assert.equal(cards.length, 1, `${cards.length} answers to "${text}"`);
    return cards[0]!;
  }

  async typesAndSees(text: string, said: Said = {}): Promise<readonly ReadCard[]> {
    wasTyped(text);
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
    if (said.isLeftAlone !== true) await this.#settled();
    return activities.map(activity => readCard(activity.attachments[0]?.content));
  }

  /** Presses a button of a card with its inputs filled in; returns the invoke's response. */
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

  /** Submits a form as it is prefilled, but for what is typed. */
  submits(
    card: ReadCard,
    title: string | RegExp,
    typed: Readonly<Record<string, string>> = {},
    said: Said = {},
  ): ReturnType<TeamsClient['presses']> {
    const prefilled = Object.fromEntries(card.inputs.map(({ id, value }) => [String(id), String(value)]));
    return this.presses(card, title, { ...prefilled, ...typed }, said);
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
    if (said.isLeftAlone !== true) await this.#settled();
    return { type, text: typeof value === 'string' ? value : '', card: readCard(value) };
  }

  /** Types into a field of a card that asks for its choices; gives their titles and values. */
  async searches(
    queryText: string,
    dataset: string,
    said: Said = {},
  ): Promise<readonly { readonly title: string; readonly value: string }[]> {
    const { status, body } = await this.post({
      ...this.activity(said),
      type: 'invoke',
      name: 'application/search',
      value: { kind: 'search', queryText, queryOptions: { skip: 0, top: 15 }, dataset },
    });
    assert.equal(status, 200);
    const { type, value } = body as { type: string; value: { results: readonly { title: string; value: string }[] } };
    assert.equal(type, 'application/vnd.microsoft.search.searchResponse');
    if (said.isLeftAlone !== true) await this.#settled();
    return value.results;
  }

  activity(said: Said): Record<string, unknown> {
    TeamsClient.#count += 1;
    const {
      as = people.globalAdmin,
      locale = 'en-US',
      conversation = 'chat',
      kind = 'personal',
      tenant = this.organization,
    } = said;
    return {
      id: said.id ?? `activity-${TeamsClient.#count}`,
      channelId: 'msteams',
      serviceUrl: this.#serviceUrl,
      from: { id: `29:${as}`, name: 'Somebody', aadObjectId: as },
      recipient: { id: '28:bot', name: 'Communications Credits' },
      conversation: { id: conversation, conversationType: kind, tenantId: tenant },
      channelData: { tenant: { id: tenant } },
      locale,
      entities: said.entities,
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

  /** Set-up up to the review card, without assigning a license. */
  async reviews(order: Readonly<Record<string, string>> = {}, said: Said = {}): Promise<ReadCard> {
    const first = await this.types('setup', said);
    const licenses = await this.presses(first, /Prepaid|预付/, {}, said);
    const fund = await this.presses(licenses.card, /Continue|继续/, {}, said);
    return (await this.presses(fund.card, /Review order|查看订单/, { ...orderForm, ...order }, said)).card;
  }

  /** Set-up from the first card to the last, as the walk has it. */
  async setsUp(order: Readonly<Record<string, string>> = {}, said: Said = {}): Promise<readonly ReadCard[]> {
    const first = await this.types('setup', said);
    const licenses = await this.presses(first, /Prepaid|预付/, {}, said);
    const product = String(licenses.card.inputs[0]?.['value']);
    const assigned = await this.presses(licenses.card, /Assign to all|分配给全部/, { product }, said);
    const fund = await this.presses(assigned.card, /Continue|继续/, {}, said);
    const review = await this.presses(fund.card, /Review order|查看订单/, { ...orderForm, ...order }, said);
    const placed = await this.presses(review.card, /(Place|Record) order|下单|记录订单/, {}, said);
    const credits = await this.presses(placed.card, /Assign to all|分配给全部/, {}, said);
    const done = await this.presses(credits.card, /Continue|继续/, {}, said);
    // Whoever sets up is warned in their own chat: a test says itself who else is.
    await this.typesAndSees('alerts off', said);
    return [first, licenses.card, assigned.card, fund.card, review.card, placed.card, credits.card, done.card];
  }
}
