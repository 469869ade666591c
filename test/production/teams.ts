import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { readCard, textOf, type ReadCard } from '../support/card.ts';
import { TeamsClient, type Said } from '../support/teams-client.ts';
import { serviceUrl, type Cloud } from './cloud.ts';
import { hosts } from './private-network.ts';

const patienceMs = 60_000;

/** The message whose buttons are pressed. */
const pressed = 'm0';
const isWorking = (card: ReadCard): boolean => textOf(card).startsWith('Working on it…');

const startedShape = z.object({
  channelData: z.object({ channel: z.object({ id: z.string() }) }),
  activity: z.object({ attachments: z.array(z.object({ content: z.unknown() })) }),
});

/** Teams as it is: what is typed comes with a signed token over the bot's own address, and the answer is sent to the connector. */
export class Teams extends TeamsClient {
  readonly #cloud: Cloud;

  constructor(cloud: Cloud, tenant: string) {
    super();
    this.#cloud = cloud;
    this.organization = tenant;
    this.connect({ address: `https://${hosts.bot}`, serviceUrl });
  }

  override async typesAndSees(text: string, said: Said = {}): Promise<readonly ReadCard[]> {
    const activity: Record<string, unknown> = { ...this.activity(said), type: 'message', text };
    const { status } = await this.post(activity);
    assert.equal(status, 200, `${text}: ${status}`);
    return [await this.#seen(() => this.#answerTo(String(activity['id'])), text)];
  }

  override async invokes(...given: Parameters<TeamsClient['invokes']>): ReturnType<TeamsClient['invokes']> {
    const from = this.#cloud.connector.sent.length;
    const answered = await super.invokes(...given);
    if (!isWorking(answered.card)) return answered;
    return { ...answered, card: await this.#seen(() => this.#editOf(pressed, from), given[0]) };
  }

  override async post(
    activity: unknown,
    token = this.#cloud.teamsToken(),
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(`${this.address}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(activity),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  /** The cards that came into a conversation unasked; into a channel they begin a thread of their own. */
  toldIn(conversation: string): readonly ReadCard[] {
    return this.#cloud.connector.sent.flatMap(({ path, body }) => {
      const parsed = startedShape.safeParse(body);
      const isThread = path === '/v3/conversations' && parsed.data?.channelData.channel.id === conversation;
      if (isThread && parsed.success) return [readCard(parsed.data.activity.attachments[0]?.content)];
      const isHere = decodeURIComponent(path) === `/v3/conversations/${conversation}/activities`;
      return isHere && body.attachments?.[0] !== undefined ? [readCard(body.attachments[0].content)] : [];
    });
  }

  /** What comes late (B12) is waited for, as a person does. */
  async #seen(look: () => ReadCard | undefined, asked: string): Promise<ReadCard> {
    const began = performance.now();
    while (performance.now() - began < patienceMs) {
      const card = look();
      if (card !== undefined && !isWorking(card)) return card;
      await delay(20);
    }
    throw new Error(`no answer to "${asked}"`);
  }

  #answerTo(activity: string): ReadCard | undefined {
    const { sent } = this.#cloud.connector;
    const at = sent.findLastIndex(({ method, path }) => method === 'POST' && path.endsWith(`/activities/${activity}`));
    const [first] = sent.slice(at, at + 1);
    if (at === -1 || first === undefined) return undefined;
    const card = readCard(first.body.attachments?.[0]?.content);
    // The connector numbers what it takes.
    return isWorking(card) ? this.#editOf(`m${at + 1}`, at) : card;
  }

  #editOf(message: string, from: number): ReadCard | undefined {
    const edit = this.#cloud.connector.sent
      .slice(from)
      .findLast(({ method, path }) => method === 'PUT' && path.endsWith(`/activities/${message}`));
    return edit === undefined ? undefined : readCard(edit.body.attachments?.[0]?.content);
  }
}
