import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { textOf } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';

describe('an attached usage export', () => {
  let office: Office;
  let files: Server;
  let body: Buffer = Buffer.alloc(0);
  const url = (): string => `http://127.0.0.1:${(files.address() as AddressInfo).port}/export`;

  beforeEach(async () => {
    office = await new Office(await setUp()).open();
    files = createServer((_request, response) => response.end(body));
    await new Promise<void>(resolve => files.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    files.closeAllConnections();
    await new Promise(resolve => files.close(resolve));
    await office.close();
  });

  const imports = async (name = 'Calls.Export.1.zip', from = url()): Promise<string> =>
    textOf(await office.types('import', { files: [{ name, url: from }] }));

  it('is imported; rows from before the pool opened count in usage and draw nothing', async () => {
    body = await readFile(path.join(import.meta.dirname, '../data/Calls.Export.1.zip'));
    const known = await office.tenant.rows.totals();
    assert.match(
      await imports(),
      new RegExp(
        `${(known.rowsKnown + 2020).toLocaleString('en-US')} calls until [^]*, 2,020 new\\.[^]*Credits paid for 0 of them \\(\\$0\\.00\\)\\.[^]*Corrected by this: 10`,
      ),
    );
    assert.match(textOf(await office.types('balance')), /\$100\.00/);
  });

  it('with broken rows reports their lines', async () => {
    const [header = '', ...lines] = (
      await readFile(path.join(import.meta.dirname, '../data/broken.csv'), 'utf8')
    ).split('\n');
    body = Buffer.from([header, ...lines].join('\n'));
    assert.match(
      await imports('PSTN.calls.csv'),
      /Rejected: 2\.[^]*the charge is not a decimal amount: line 3[^]*the start time is not an ISO 8601 instant: line 4/,
    );
  });

  it('with broken rows is reported in Chinese to somebody who speaks it', async () => {
    body = await readFile(path.join(import.meta.dirname, '../data/broken.csv'));
    const answer = await office.types('导入', { files: [{ name: 'PSTN.calls.csv', url: url() }], locale: 'zh-CN' });
    assert.match(textOf(answer), /已拒绝：2。[^]*费用不是十进制金额：第 3 行[^]*开始时间不是 ISO 8601 时刻：第 4 行/);
  });

  it('that is none is refused, and so is a file of another host', async () => {
    body = Buffer.from('hello');
    assert.match(await imports('x.txt'), /not a PSTN usage export/);
    assert.match(await imports('x.csv', 'https://evil.example/x.csv'), /only read files that Teams keeps/);
    assert.match(await imports('x.csv', 'http://contoso.sharepoint.com/x.csv'), /only read files that Teams keeps/);
  });

  it('is not there: the newest calls of the log are read', async () => {
    assert.match(
      textOf(await office.types('import')),
      /Up to date: [\d,]+ calls until \w{3} \d+, \d\d:\d\d, none new\./,
    );
  });
});
