import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sandboxTenant } from '../../bot/configuration/tenant-config.ts';
import { openBrowser } from '../playground/browser.ts';
import { Client } from '../playground/client.ts';
import { startPlayground, type Program } from '../playground/programs.ts';
import { serviceUrl, type Cloud } from './cloud.ts';
import { hosts } from './private-network.ts';

/**
 * An admin's desk: the Agents Playground in a browser. What is typed and pressed there goes to the bot's own address as Teams would send it,
 * of the organization, with a signed token; what the bot sends to the connector is shown there.
 */
export class Desk {
  readonly #cloud: Cloud;
  readonly #tenant: string;
  readonly #relay: Server;
  #closing: readonly (() => Promise<void>)[] = [];
  /** How far the bot's clock is ahead of this machine's. */
  aheadMs = 0;

  constructor(cloud: Cloud, tenant: string) {
    this.#cloud = cloud;
    this.#tenant = tenant;
    this.#relay = createServer((request, response) => {
      void this.#pass(request, response).catch(() => response.destroy());
    });
  }

  async open(): Promise<Client> {
    await new Promise<void>(resolve => this.#relay.listen(0, '127.0.0.1', resolve));
    const { port } = this.#relay.address() as AddressInfo;
    const playground: Program = await startPlayground({ bot: `http://127.0.0.1:${port}`, port: 0 });
    this.#closing = [() => playground.stop()];
    this.#cloud.connectsTo(`${playground.address}/_connector`);
    const { browser, close } = await openBrowser();
    this.#closing = [close, ...this.#closing];
    const client = new Client(await browser.newPage({ viewport: { width: 1500, height: 1150 } }));
    await client.open(playground.address);
    return client;
  }

  async close(): Promise<void> {
    for (const close of this.#closing) await close();
    this.#relay.closeAllConnections();
    await new Promise(resolve => this.#relay.close(resolve));
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const said = Buffer.concat(parts).toString().replaceAll(sandboxTenant, this.#tenant);
    if (request.method !== 'POST' || said === '') {
      // The Playground asks whether somebody is there.
      response.end();
      return;
    }
    const now = Math.floor((Date.now() + this.aheadMs) / 1000);
    const answer = await fetch(`https://${hosts.bot}${request.url ?? ''}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.#cloud.teamsToken({ nbf: now - 300, exp: now + 3600 })}`,
      },
      body: JSON.stringify({ ...(JSON.parse(said) as object), serviceUrl }),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }
}
