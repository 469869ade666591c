import assert from 'node:assert/strict';
import { dayMs, hourMs, toIso } from '../../core/index.ts';
import { GraphCallLog } from '../../bot/drivers/graph/call-log.ts';
import { GraphMessageLog } from '../../bot/drivers/graph/message-log.ts';
import { guid, seeded } from '../../bot/drivers/sandbox/random.ts';
import type { SandboxCall } from '../../bot/drivers/sandbox/made-calls.ts';
import { DriverError, type ParsedRows } from '../../bot/ports/index.ts';
import { drawPages } from '../../bot/usage/draw-pages.ts';
import { KeptReading } from '../../bot/wallets/kept-reading.ts';
import { importDueLogs } from '../../bot/usage/import-log.job.ts';
import { openExport } from '../../bot/usage/usage-export.ts';
import { at, someTerms } from '../support/builders.ts';
import { textOf } from '../support/card.ts';
import { aPromptTenant } from '../support/graph.ts';
import { Office } from '../support/office.ts';
import { inMemory } from '../support/stores.ts';
import { walletsOf } from '../support/wallets.ts';

const now = at('2026-11-22T12:00:00Z');

describe('the import of usage', () => {
  it('that fails for more than six hours is an alert, once, and is over when it succeeds', async () => {
    let isDown = false;
    const office = new Office();
    office.callLog = real => ({
      pages: range => {
        if (isDown) throw new DriverError('graph-unreachable', 'no answer');
        return real.pages(range);
      },
    });
    await office.open();
    try {
      await office.setsUp();
      await office.types('alerts here imports');
      const hours = async (count: number): Promise<readonly string[]> => {
        for (let hour = 0; hour < count; hour += 1) {
          office.clock.advance(hourMs);
          await importDueLogs.run(office.tenant).catch(() => undefined);
          await office.tenant.idle();
        }
        return office.told().map(card => card.texts[1] ?? '');
      };
      isDown = true;
      assert.deepEqual(await hours(6), []);
      assert.deepEqual(await hours(3), ['Usage is not being imported']);
      assert.match(textOf(office.told()[0]!), /last read to its end on Nov 22, 2026/);
      isDown = false;
      await hours(2);
      isDown = true;
      // Its card said that it was over; what is new is a post of its own.
      await hours(8);
      const methods = office.connector.sent.map(({ method }) => method);
      assert.deepEqual(methods, ['POST', 'PUT', 'POST']);
      const history = textOf(await office.types('history'));
      assert.match(history, /Usage is not being imported/);
    } finally {
      await office.close();
    }
  });

  it('is told to be stalled after seven hours, though the clock was three days ahead when it was last complete', async () => {
    let isDown = false;
    const office = new Office();
    office.callLog = real => ({
      async *pages(range) {
        if (isDown) throw new DriverError('graph-503', 'Graph is down');
        yield* real.pages(range);
      },
    });
    try {
      await office.open();
      await office.setsUp();
      await office.types('alerts here imports');
      const right = office.clock.now();
      office.clock.set(right + 3 * dayMs);
      await importDueLogs.run(office.tenant);
      office.clock.set(right);
      await new KeptReading(office.stores.documents).confirm(right);
      isDown = true;
      for (let hour = 0; hour < 7; hour += 1) {
        await importDueLogs.run(office.tenant).catch(() => undefined);
        office.clock.advance(hourMs);
      }
      await importDueLogs.run(office.tenant).catch(() => undefined);
      await office.tenant.idle();
      assert.deepEqual(
        office.told().map(card => card.texts[1]),
        ['Usage is not being imported'],
      );
    } finally {
      await office.close();
    }
  });

  it('tells how far it is while it goes on', async () => {
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
      isHeld = true;
      office.tenant.background.start('import', () => importDueLogs.run(office.tenant));
      for (let looks = 0; looks < 1000 && (await office.tenant.imports.progress()) === undefined; looks += 1)
        await new Promise(setImmediate);
      for (const typed of ['usage', 'import', 'setup'])
        assert.match(
          textOf(await office.types(typed, { isLeftAlone: true })),
          /being read: [\d,]+ rows so far, up to /,
          typed,
        );
      goOn();
      await office.tenant.idle();
      assert.doesNotMatch(textOf(await office.types('usage')), /being read/);
    } finally {
      goOn();
      await office.close();
    }
  });

  it('keeps the usage of a tenant that pays after use, against its budget, and draws nothing until it buys credits', async () => {
    const office = await new Office().open();
    try {
      const postpaid = await office.presses(await office.types('setup'), 'Pay after use');
      await office.presses(postpaid.card, 'Save', { currency: 'USD', budget: '300' });
      assert.match(textOf(await office.types('balance')), /\$\d+\.\d\d this month, of a budget of \$300\.00 \(\d+%\)/);
      assert.doesNotMatch(textOf(await office.types('usage')), /No calls/);
      await office.setsUp();
      const read = await office.tenant.ledger.read();
      assert.equal(read.ok && read.value.wallet.terms?.opensAt, office.clock.now());
      await office.types('sandbox spend 40');
      assert.match(textOf(await office.types('balance')), /\$60\.00/);
    } finally {
      await office.close();
    }
  });

  it('goes on with the newest where looking back fails', async () => {
    const office = new Office();
    let isDown = false;
    const asked: number[] = [];
    office.callLog = real => ({
      pages: range => {
        asked.push((range.to - range.from) / dayMs);
        if (isDown && range.to - range.from > 10 * dayMs) throw new DriverError('graph-503', 'an old page fails');
        return real.pages(range);
      },
    });
    await office.open();
    try {
      await office.setsUp();
      isDown = true;
      office.clock.advance(2 * dayMs);
      asked.length = 0;
      await assert.rejects(importDueLogs.run(office.tenant), /an old page fails/);
      assert.deepEqual(asked.map(Math.round), [5, 30]);
      const logs = await office.tenant.logCursors.read();
      assert.equal(logs['getPstnCalls']?.until, office.clock.now());
    } finally {
      await office.close();
    }
  });

  it('that never succeeded is an alert too, where somebody pays after use', async () => {
    const office = new Office();
    office.callLog = () => ({
      pages: () => {
        throw new DriverError('graph-403', 'not allowed');
      },
    });
    await office.open();
    try {
      const postpaid = await office.presses(await office.types('setup'), 'Pay after use');
      await office.presses(postpaid.card, 'Save', { currency: 'USD', budget: '300' });
      await office.types('alerts here');
      assert.match(textOf(await office.types('balance')), /has not been read yet/);
      office.clock.advance(7 * hourMs);
      await assert.rejects(importDueLogs.run(office.tenant), /not allowed/);
      await office.tenant.idle();
      assert.match(textOf(office.told()[0]!), /could not be read yet/);
    } finally {
      await office.close();
    }
  });

  it('reads messages from the beta as rows of their own', async () => {
    const { graph, stop } = await aPromptTenant();
    try {
      const rows: ParsedRows['rows'][number][] = [];
      for await (const page of new GraphMessageLog(graph).pages({ from: now - 90 * dayMs, to: now })) {
        assert.deepEqual(page.bad, []);
        rows.push(...page.rows);
      }
      assert.ok(rows.length > 80);
      assert.ok(rows.every(({ durationSeconds, charge }) => durationSeconds === 0 && charge === 20_000));
    } finally {
      await stop();
    }
  });
});

// `LOG_ROWS` says how many: npm run laws reads a hundred thousand.
const count = Number(process.env['LOG_ROWS'] ?? 20_000);

describe(`a log of 90 days and ${count} rows, over ${count / 1000} pages`, () => {
  // What the log had when it was first read: rows were still to come, and others were to be corrected.
  const random = seeded(20_261_123);
  const all: SandboxCall[] = [];
  for (let index = 0; index < count; index += 1) {
    const seconds = Math.floor(random() * 1800);
    const isPaid = random() < 0.6;
    const before = all.at(-1);
    // One in five hundred looks like the one before it: the same numbers, the same start.
    const isAlike = index % 500 === 499;
    all.push({
      ...{ id: guid(random), seconds, user: null, destination: 'United States' },
      start:
        isAlike && before !== undefined ? before.start : now - 90 * dayMs + Math.floor((index * 89.9 * dayMs) / count),
      charge: isPaid ? (Math.ceil((seconds + 1) / 60) * 0.02).toFixed(2) : '0.00',
      capability: isPaid ? 'MCOPSTNPP' : 'MCOPSTN1',
      callee: isAlike && before !== undefined ? before.callee : `+1206555${String(index).padStart(6, '0')}`,
    });
  }
  const isLate = (index: number): boolean => index % 97 === 0;
  const isCorrected = (index: number): boolean => index % 101 === 0;
  const early = all.flatMap((one, index) =>
    isLate(index) ? [] : [isCorrected(index) ? { ...one, seconds: one.seconds + 60, charge: '9.99' } : one],
  );

  it('comes to the same totals as the admin center’s exports of the same days', async function () {
    this.timeout(300_000);
    const contoso = await aPromptTenant();
    const stores = [inMemory(), inMemory()] as const;
    const [graphed, filed] = stores.map(store => walletsOf(store));
    assert.ok(graphed !== undefined && filed !== undefined);
    try {
      let log: readonly SandboxCall[] = early;
      contoso.tenant.calls = (from, to) =>
        from <= now - 90 * dayMs && to >= now ? log : log.filter(({ start }) => start >= from && start <= to);
      for (const ledger of [graphed, filed])
        await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);

      const callLog = new GraphCallLog(contoso.graph);
      let pages = 0;
      const read = async (from: number, to: number): Promise<void> => {
        const counted = async function* (): AsyncIterable<ParsedRows> {
          for await (const page of callLog.pages({ from, to })) {
            pages += 1;
            yield page;
          }
        };
        const imported = await drawPages({ ledger: graphed, file: 'log', by: null }, counted());
        assert.ok(imported.ok);
        assert.deepEqual(imported.value.rejected, []);
      };
      await read(now - 90 * dayMs, now);
      log = all;
      await read(now - 3 * dayMs, now);
      await read(now - 35 * dayMs, now);
      await read(now - 90 * dayMs, now);
      assert.ok(pages > (count * 2.3) / 1000, `${pages} pages`);

      for (const rows of [early, all]) {
        const opened = await openExport({ name: 'PSTN.calls.csv', bytes: Buffer.from(csvOf(rows)) });
        assert.ok(opened.ok);
        for (const file of opened.value) {
          const imported = await drawPages({ ledger: filed, file: file.name, by: null }, file.pages());
          assert.ok(imported.ok);
          assert.deepEqual(imported.value.rejected, []);
        }
      }
      const [fromGraph, fromFiles] = await Promise.all(stores.map(store => store.rows.totals()));
      assert.deepEqual(fromGraph, fromFiles);
      assert.ok(fromGraph !== undefined && fromGraph.questionsLookAlike > count / 2000);
      assert.equal(fromGraph.rowsKnown, count - fromGraph.questionsLookAlike);
      assert.ok(fromGraph.corrections > (count * 9) / 1000);
      const balances = await Promise.all([graphed, filed].map(ledger => ledger.read()));
      const owed = balances.map(read => read.ok && BigInt(read.value.wallet.pool.owed));
      assert.deepEqual(owed, [fromGraph.drawn, fromGraph.drawn]);
    } finally {
      await contoso.stop();
    }
  });
});

/** The export that the admin center makes of such rows (M9). */
function csvOf(rows: readonly SandboxCall[]): string {
  const header =
    'UsageId,Call ID,Conference ID,User Location,AAD ObjectId,UPN,User Display Name,Caller ID,Call Type,Number Type,' +
    'Domestic/International,Destination Dialed,Destination Number,Start Time,End Time,Duration Seconds,Connection Fee,Charge,Currency,Capability';
  const lines = rows.map(
    ({ id, start, seconds, charge, capability, callee, destination }) =>
      `${id},${id.slice(0, 8)}@sandbox,,US,,,,+14255550100,ucap_out,Service,Domestic,${destination},${callee},${toIso(start)},,${seconds},0.00,${charge},USD,${capability}`,
  );
  return [header, ...lines].join('\r\n');
}
