import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Office } from './office.ts';
import type { Said } from './teams-client.ts';

/** A file that the bot has offered to somebody. */
export interface SeenOffer {
  readonly conversation: string;
  readonly name: string;
  readonly context: unknown;
  readonly bytes: number;
}

interface Attachment {
  readonly contentType: string;
  readonly name?: string;
  readonly content: { readonly acceptContext?: unknown; readonly sizeInBytes?: number };
}

const card = 'application/vnd.microsoft.teams.card.file.';

/** What Teams and OneDrive do with files: they show an offer, and take the bytes of an accepted one. */
export class FileClient {
  readonly #office: Office;
  readonly #server: Server;
  /** The files that were taken, whole. */
  readonly saved: Buffer[] = [];
  /** What each part said of itself. */
  readonly ranges: string[] = [];
  /** The answers to the next parts; when there are none, what OneDrive answers. */
  readonly statuses: number[] = [];
  #parts: Buffer[] = [];

  constructor(office: Office) {
    this.#office = office;
    this.#server = createServer((request, response) => {
      void (async () => {
        const parts: Buffer[] = [];
        for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
        const range = String(request.headers['content-range']);
        this.ranges.push(range);
        const scripted = this.statuses.shift();
        if (scripted !== undefined) {
          response.writeHead(scripted);
          response.end('{}');
          return;
        }
        this.#parts.push(...parts);
        const [, last, whole] = /-(\d+)\/(\d+)$/.exec(range) ?? [];
        const isDone = Number(last) + 1 === Number(whole);
        if (isDone) this.saved.push(Buffer.concat(this.#parts.splice(0)));
        response.writeHead(isDone ? 201 : 202);
        response.end('{}');
      })();
    });
  }

  async open(): Promise<this> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  get uploadUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/upload`;
  }

  /** The offers that were sent, in order. */
  offers(): readonly SeenOffer[] {
    return this.#sent('consent').map(({ conversation, attachment: { name = '', content } }) => ({
      conversation,
      name,
      context: content.acceptContext,
      bytes: content.sizeInBytes ?? 0,
    }));
  }

  /** The names of the saved files that were shown. */
  shown(): readonly string[] {
    return this.#sent('info').map(({ attachment }) => attachment.name ?? '');
  }

  async accepts(offer: SeenOffer, said: Said & { readonly uploadUrl?: string } = {}): Promise<void> {
    const { uploadUrl = this.uploadUrl } = said;
    await this.answers(
      {
        type: 'fileUpload',
        action: 'accept',
        context: offer.context,
        uploadInfo: {
          ...{ name: offer.name, uploadUrl, uniqueId: 'u1', fileType: offer.name.split('.').at(-1) },
          contentUrl: `https://contoso-my.sharepoint.com/${encodeURIComponent(offer.name)}`,
        },
      },
      said,
    );
  }

  async declines(offer: SeenOffer, said: Said = {}): Promise<void> {
    await this.answers({ type: 'fileUpload', action: 'decline', context: offer.context }, said);
  }

  async answers(value: unknown, said: Said = {}): Promise<number> {
    const { status } = await this.#office.post({
      ...this.#office.activity(said),
      ...{ type: 'invoke', name: 'fileConsent/invoke', replyToId: 'offer', value },
    });
    await this.#office.tenant.idle();
    return status;
  }

  #sent(kind: 'consent' | 'info'): readonly { readonly conversation: string; readonly attachment: Attachment }[] {
    return this.#office.connector.sent.flatMap(({ path, body }) =>
      ((body.attachments ?? []) as unknown as readonly Attachment[])
        .filter(({ contentType }) => contentType === card + kind)
        .map(attachment => ({ conversation: path.split('/')[3] ?? '', attachment })),
    );
  }
}
