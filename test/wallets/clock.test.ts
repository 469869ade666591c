import assert from 'node:assert/strict';
import { dayMs, hourMs, minuteMs, type Instant } from '../../core/index.ts';
import type { Clock, ClockWitness } from '../../bot/ports/index.ts';
import { AcceptedClock } from '../../bot/wallets/accepted-clock.ts';
import { KeptReading } from '../../bot/wallets/kept-reading.ts';
import { at } from '../support/builders.ts';
import { textOf } from '../support/card.ts';
import { documentDrivers } from '../support/drivers.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { Office, setUp } from '../support/office.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const truth = at('2026-11-22T12:00:00Z');

const acceptedClock = (
  clock: Clock,
  { documents = new MemoryDocuments(), witnesses = [] as readonly ClockWitness[] } = {},
): AcceptedClock => new AcceptedClock({ clock, kept: new KeptReading(documents), witnesses });

/** A witness that says what it is told to. */
const aWitness = (says: () => Instant | undefined): ClockWitness => ({
  name: 'graph.microsoft.com',
  time: () => Promise.resolve(says()),
});

describe('the accepted clock', () => {
  it('of a process that goes on is believed, however long nobody asks', async () => {
    const machine = new VirtualClock(truth);
    const clock = acceptedClock(machine);
    assert.ok((await clock.reading()).ok);
    machine.advance(400 * dayMs);
    assert.deepEqual(await clock.reading(), { ok: true, value: truth + 400 * dayMs });
  });

  it('that jumped 399 days ahead for a minute is not believed, shows the last reading, and goes on when it is set right', async () => {
    const machine = new VirtualClock(truth);
    const clock = acceptedClock(machine);
    await clock.reading();
    machine.advance(minuteMs);
    const last = clock.now();
    machine.set(last + 399 * dayMs);
    const refused = await clock.reading();
    assert.deepEqual(refused, {
      ok: false,
      refusal: { kind: 'clock-jumped', at: last + 399 * dayMs, last, witness: null },
    });
    machine.advance(minuteMs);
    assert.deepEqual([clock.shown.now(), clock.now()], [last, last + minuteMs]);
    machine.set(last + 2 * minuteMs);
    assert.deepEqual(await clock.reading(), { ok: true, value: last + 2 * minuteMs });
    assert.equal(clock.doubt, undefined);
  });

  it('is judged by what was kept when it starts again, and a refused reading is never kept', async () => {
    const documents = new MemoryDocuments();
    await acceptedClock(new VirtualClock(truth), { documents }).reading();
    for (const days of [-1, 32, 32]) {
      const refused = await acceptedClock(new VirtualClock(truth + days * dayMs), { documents }).reading();
      assert.deepEqual(!refused.ok && refused.refusal.last, truth);
    }
    assert.ok((await acceptedClock(new VirtualClock(truth + 31 * dayMs), { documents }).reading()).ok);
    assert.equal((await new KeptReading(documents).read())?.at, truth + 31 * dayMs);
  });

  it('is believed as a witness says, whatever was kept', async () => {
    const documents = new MemoryDocuments();
    await new KeptReading(documents).note(truth + 399 * dayMs, 'witness');
    const witnesses = [aWitness(() => truth)];
    const right = await acceptedClock(new VirtualClock(truth), { documents, witnesses }).reading();
    assert.ok(right.ok);
    assert.equal((await new KeptReading(documents).read())?.at, truth);
    const wrong = await acceptedClock(new VirtualClock(truth + hourMs), { documents, witnesses }).reading();
    assert.deepEqual(!wrong.ok && wrong.refusal.witness, { name: 'graph.microsoft.com', at: truth });
  });

  it('is kept from the first entry on, not before', async () => {
    const documents = new MemoryDocuments();
    let isBegun = false;
    const kept = new KeptReading(documents, () => Promise.resolve(isBegun));
    const clock = new AcceptedClock({ clock: new VirtualClock(truth), kept, witnesses: [] });
    await clock.reading();
    assert.equal(await kept.read(), undefined);
    isBegun = true;
    await clock.reading();
    assert.equal((await kept.read())?.at, truth);
  });

  it('asks a witness every ten minutes, and the next one where the first does not answer', async () => {
    const machine = new VirtualClock(truth);
    const asked: string[] = [];
    const witnesses = ['first', 'second'].map(name => ({
      name,
      time: () => {
        asked.push(name);
        return name === 'first' ? Promise.reject(new Error('unreachable')) : Promise.resolve(machine.now());
      },
    }));
    const clock = acceptedClock(machine, { witnesses });
    for (let count = 0; count < 100; count += 1) await clock.reading();
    assert.deepEqual(asked, ['first', 'second']);
    machine.advance(10 * minuteMs);
    await clock.reading();
    assert.deepEqual(asked, ['first', 'second', 'first', 'second']);
  });

  it('that another process confirmed is believed from then on', async () => {
    const documents = new MemoryDocuments();
    await acceptedClock(new VirtualClock(truth), { documents }).reading();
    const machine = new VirtualClock(truth + 60 * dayMs);
    const bot = acceptedClock(machine, { documents });
    assert.equal((await bot.reading()).ok, false);
    assert.ok((await acceptedClock(new VirtualClock(truth + 60 * dayMs), { documents }).confirm()).ok);
    machine.advance(minuteMs);
    assert.ok((await bot.reading()).ok);
  });

  it('is not confirmed against a witness: that clock, or this one, has to be set', async () => {
    const clock = acceptedClock(new VirtualClock(truth), { witnesses: [aWitness(() => truth - dayMs)] });
    assert.equal((await clock.confirm()).ok, false);
  });
});

for (const { name, open } of documentDrivers)
  describe(`the kept reading, ${name}`, () => {
    it('is each organization’s own, rises, and falls only as a witness or an operator says', async () => {
      const { port, close } = await open();
      const [one, other] = [new KeptReading(port.of('one')), new KeptReading(port.of('other'))];
      await one.note(truth, 'continuity');
      await one.note(truth - minuteMs, 'continuity');
      assert.deepEqual([await one.read(), await other.read()], [{ at: truth, confirmedAt: null }, undefined]);
      await one.confirm(truth - dayMs);
      await one.note(truth - 2 * dayMs, 'witness');
      assert.deepEqual(await one.read(), { at: truth - 2 * dayMs, confirmedAt: truth - dayMs });
      await close();
    });
  });

describe('a bot whose clock is not believed', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
    await office.types('alerts here', { conversation: '19:general@thread.tacv2', kind: 'channel' });
  });
  afterEach(() => office.close());

  it('writes nothing off, shows the balance as of the last accepted reading, says so, and alerts once', async () => {
    const { seq } = await office.stores.journal.head();
    const right = office.clock.now();
    office.clock.set(right + 399 * dayMs);
    const card = await office.types('balance');
    assert.match(textOf(card), /\$100\.00/);
    assert.match(textOf(card), /The clock is doubted: everything here is as of Nov 22, 2026/);
    assert.match(textOf(await office.types('add funds 60')), /doubted/);
    for (let count = 0; count < 3; count += 1) {
      await office.tenant.ledger.execute({ kind: 'catch-up', id: `catch-up-${count}` }, null);
      office.clock.advance(hourMs);
    }
    await office.tenant.idle();
    await office.tenant.deliveries.run();
    assert.equal((await office.stores.journal.head()).seq, seq);
    const posted = office.connector.sent.filter(({ method }) => method === 'POST').length;
    const titles = office.told().map(told => told.texts.join(' '));
    assert.ok(titles.some(text => text.includes('The clock is doubted')));
    office.clock.advance(hourMs);
    await office.tenant.deliveries.run();
    assert.equal(office.connector.sent.filter(({ method }) => method === 'POST').length, posted);
    office.clock.set(right + 4 * hourMs);
    assert.doesNotMatch(textOf(await office.types('balance')), /doubted/);
    await office.tenant.ledger.execute(
      { kind: 'set-payment-method', id: 'm', method: { kind: 'card', reference: 'x' } },
      null,
    );
    assert.equal((await office.stores.journal.head()).seq, seq + 1);
  });

  it('says so in Chinese too', async () => {
    office.clock.set(office.clock.now() - hourMs);
    assert.match(textOf(await office.types('余额', { locale: 'zh-CN' })), /时钟存疑：此处内容均截至/);
  });
});
