import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { readCard, type ReadCard } from '../support/card.ts';
import { TeamsClient, type Said } from '../support/teams-client.ts';
import { serviceUrl, type Cloud } from './cloud.ts';
import { hosts } from './private-network.ts';

const patienceMs = 20_000;

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
    const began = performance.now();
    while (performance.now() - began < patienceMs) {
      const card = this.#answerTo(String(activity['id']));
      if (card !== undefined) return [card];
      await delay(20);
    }
    throw new Error(`no answer to "${text}"`);
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

  #answerTo(activity: string): ReadCard | undefined {
    const sent = this.#cloud.connector.sent.findLast(
      ({ method, path }) => method === 'POST' && path.endsWith(`/activities/${activity}`),
    );
    return sent === undefined ? undefined : readCard(sent.body.attachments?.[0]?.content);
  }
}
