import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const folder = path.join(import.meta.dirname, '../data/messy');

describe('files of one message', () => {
  let office: Office;
  let files: Server;
  beforeEach(async () => {
    office = await new Office().open();
    await office.setsUp();
    files = createServer((request, response) => response.end(readFileSync(path.join(folder, request.url ?? ''))));
    await new Promise<void>(resolve => files.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    files.closeAllConnections();
    await new Promise(resolve => files.close(resolve));
    await office.close();
  });

  const attached = (...names: readonly string[]) =>
    names.map(name => ({ name, url: `http://127.0.0.1:${(files.address() as AddressInfo).port}/${name}` }));
  const known = async (): Promise<number> => (await office.tenant.rows.totals()).rowsKnown;

  it('are all imported, and what is no export is named with its reason', async () => {
    const before = await known();
    const said = textOf(
      await office.types('import', {
        files: attached('totals.json', 'as-it-came.csv', 'excel-mac.csv', 'charge-twice.csv'),
      }),
    );
    assert.match(said, /, 16 new\./);
    assert.match(said, /totals\.json: This is not a PSTN usage export/);
    assert.match(said, /charge-twice\.csv: Columns stand twice .*: Charge\. Nothing was read/);
    assert.equal(await known(), before + 16);
    assert.match(textOf(await office.types('import', { files: attached('as-it-came.csv') })), /, none new\./);
  });

  it('of which none is an export are each named with its reason', async () => {
    const said = textOf(await office.types('import', { files: attached('workbook.xlsx', 'direct-routing.csv') }));
    assert.match(said, /workbook\.xlsx: This is an Excel workbook/);
    assert.match(
      said,
      /direct-routing\.csv: This is the Direct Routing report \(Correlation ID, SIP Address, Final SIP Code\)/,
    );
    assert.doesNotMatch(said, /Up to date/);
  });

  it('that come without a word are asked about, with their totals, and imported when that is pressed', async () => {
    const before = await known();
    const asked = await office.types('', {
      files: attached('excel-germany.csv', 'excel-without-seconds.csv', 'carets.csv'),
    });
    const said = textOf(asked);
    assert.match(said, /Import this usage\?/);
    assert.match(said, /excel-germany\.csv: 16 calls from Aug 7, 2026 to Oct 28, 2026\. Paid by credits: \$3\.29\./);
    assert.match(said, /excel-without-seconds\.csv: no calls\.[^]*the start time has no seconds[^]*: lines 2, 3, 4/);
    assert.match(said, /carets\.csv: The columns of this file are parted by/);
    assert.equal(await known(), before);
    assert.match(textOf((await office.presses(asked, 'Import')).card), /, 16 new\./);
    assert.equal(await known(), before + 16);
  });

  it('that come without a word are asked about only for who may import', async () => {
    const asked = await office.types('', { files: attached('excel-germany.csv'), as: people.reader });
    says(asked, 'deny.title');
  });
});

describe('an import that takes long', () => {
  it('tells on the working card how far it is, and then what it came to', async () => {
    let goOn = (): void => undefined;
    const held = new Promise<void>(resolve => (goOn = resolve));
    let isHeld = false;
    const office = new Office();
    office.callLog = real => ({
      async *pages(range) {
        for await (const page of real.pages(range)) {
          yield page;
          if (isHeld) await held;
        }
      },
    });
    await office.open();
    try {
      await office.setsUp();
      office.told();
      isHeld = true;
      const answers = office.post({
        ...office.activity({ conversation: 'group', kind: 'groupChat' }),
        type: 'message',
        text: 'import',
      });
      for (let looks = 0; looks < 1000 && (await office.tenant.imports.progress()) === undefined; looks += 1)
        await new Promise(setImmediate);
      office.clock.advance(3000);
      await answers;
      office.clock.advance(4000);
      await untilSent(office, 2);
      goOn();
      await office.tenant.idle();
      const [working, progress, done] = office.told().map(card => card.texts.join(' '));
      assert.match(working ?? '', /Working on it/);
      assert.match(progress ?? '', /The usage log is being read: [\d,]+ rows so far, up to /);
      assert.match(done ?? '', /Up to date: [\d,]+ calls until /);
      assert.deepEqual(
        office.connector.sent.map(({ method }) => method),
        ['POST', 'PUT', 'PUT'],
      );
    } finally {
      goOn();
      await office.close();
    }
  });
});

async function untilSent(office: Office, count: number): Promise<void> {
  for (let looks = 0; looks < 1000 && office.connector.sent.length < count; looks += 1) await new Promise(setImmediate);
}
