import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { decimal } from '../../core/index.ts';
import { pstnCallLogRow } from '../../bot/drivers/sandbox/log-rows.ts';
import { pagesOfCalls } from './calls.ts';

// A log of calls in Graph's form, generated beforehand: serving it takes this thread no time.

const { rows } = workerData as { readonly rows: number };
const pages = [...pagesOfCalls(rows, 1000)].map(page =>
  page.map(({ id, start, durationSeconds, charge, currency, about }) =>
    pstnCallLogRow(
      {
        ...{ id, start, seconds: durationSeconds, charge: decimal(charge, currency), capability: 'MCOPSTNPP' },
        ...{ user: null, callee: about.callee, destination: 'Germany' },
      },
      currency,
      undefined,
    ),
  ),
);
const bodies: Buffer[] = [];
const server = createServer((request, response) => {
  const index = Number(new URL(request.url ?? '/', 'http://graph').searchParams.get('$skiptoken') ?? 0);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(bodies[index]);
});
server.listen(0, '127.0.0.1', () => {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const [index, value] of pages.entries()) {
    const next = index + 1 < pages.length && {
      '@odata.nextLink': `${base}/v1.0/communications?$skiptoken=${index + 1}`,
    };
    bodies.push(Buffer.from(JSON.stringify({ '@odata.count': value.length, ...next, value })));
  }
  parentPort?.postMessage(base);
});
