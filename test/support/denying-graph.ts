import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Stands before a Graph and refuses what it is told to, alone and within a batch, as Graph refuses who lacks a permission. */
export async function denyingGraph(endpoint: string, denied: () => RegExp | undefined, status = 403) {
  const refusal = { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges' } };
  const isDenied = (method: string, path: string): boolean => denied()?.test(`${method} ${path}`) === true;
  const server = createServer((request, response) => {
    void answerTo(request).then(([code, body]) => {
      response.writeHead(code, { 'content-type': 'application/json' });
      response.end(body);
    });
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answerTo(request: IncomingMessage): Promise<readonly [status: number, body: string]> {
    const { method = 'GET', url = '/', headers } = request;
    const body = await text(request);
    if (isDenied(method, url)) return [status, JSON.stringify(refusal)];
    if (url.endsWith('/$batch')) {
      const { requests } = JSON.parse(body) as {
        readonly requests: readonly { readonly id: string; readonly method: string; readonly url: string }[];
      };
      const refused = requests.filter(one => isDenied(one.method, one.url));
      if (refused.length > 0)
        return [200, JSON.stringify({ responses: refused.map(({ id }) => ({ id, status, body: refusal })) })];
    }
    const { authorization = '', consistencylevel } = headers;
    const answer = await fetch(`${endpoint}${url}`, {
      method,
      headers: {
        authorization,
        'content-type': 'application/json',
        ...(typeof consistencylevel === 'string' && { consistencylevel }),
      },
      ...(body !== '' && { body }),
    });
    // Links lead back here.
    return [answer.status, (await answer.text()).replaceAll(endpoint, address)];
  }
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { address, stop };
}
