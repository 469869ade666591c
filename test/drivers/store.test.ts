import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayOf, lastDays, minuteMs, type CallRow } from '../../core/index.ts';
import type { Answers, Head, Journal, Matters, Rows, Transaction } from '../../bot/ports/index.ts';
import { aCall, Bench, money } from '../support/builders.ts';
import { allowedMs } from '../support/citus.ts';
import { storeDrivers, type Opened, type StorePorts } from '../support/drivers.ts';
import { anAlert } from '../support/matters.ts';
import { batch, changesOfPage } from '../support/pages.ts';
import { aFreshBench, asked, steps } from '../support/steps.ts';

const none: Head = { book: 0, revision: 0, seq: 0 };

// One contract for each port, run on every driver of it.
for (const driver of storeDrivers) {
  describe(`on ${driver.name}`, () => {
    let journal: Journal;
    let rows: Rows;
    let matters: Matters;
    let answers: Answers;
    /** Another tenant's ports on the same store. */
    let fabrikam: ReturnType<StorePorts['of']>;
    let close: Opened<StorePorts>['close'];
    beforeEach(async () => {
      const opened = await driver.open();
      ({ journal, rows, matters, answers } = opened.port.of('contoso'));
      fabrikam = opened.port.of('fabrikam');
      ({ close } = opened);
    });
    afterEach(() => close());

    const append = async (parts: Partial<Transaction>) => journal.append(await journal.head(), batch(parts));
    const changesOf = (...page: readonly CallRow[]) => changesOfPage(rows, page);
    const save = async (...page: readonly CallRow[]) => append({ rowChanges: await changesOf(...page) });

    describe('the journal', () => {
      it('appends only where it still ends, and says where it ends then', async () => {
        const { entries } = Bench.opened();
        assert.deepEqual(await journal.head(), none);
        const head = await journal.append(none, batch({ entries }));
        assert.ok(head !== 'moved-on');
        assert.deepEqual([head.revision, head.seq], [1, 1]);
        assert.deepEqual(await journal.head(), head);
        assert.equal(await journal.append(none, batch({ entries })), 'moved-on');
        assert.equal(await fabrikam.journal.append(head, batch({ entries })), 'moved-on');
        assert.deepEqual(await journal.head(), head);
      });

      it('of two that append after the same head takes one', async () => {
        const { entries } = Bench.opened();
        const both = await Promise.all([1, 2].map(() => journal.append(none, batch({ entries }))));
        assert.equal(both.filter(one => one === 'moved-on').length, 1);
        assert.equal((await journal.head()).seq, 1);
      });

      it('counts a batch that leaves no entry', async () => {
        const free = await changesOf(aCall({ id: 'a', charge: 0 }));
        const late = await changesOf(aCall({ id: 'a', charge: money('$5') }));
        const before = await journal.head();
        assert.notEqual(await journal.append(before, batch({ rowChanges: free })), 'moved-on');
        assert.equal(await journal.append(before, batch({ rowChanges: late })), 'moved-on');
        assert.notEqual(await save(aCall({ id: 'a', charge: money('$5') })), 'moved-on');
        assert.equal((await rows.totals()).rowsKnown, 1);
      });

      it('writes a batch whole or not at all', async () => {
        const [entry] = Bench.opened().entries;
        const rowChanges = await changesOf(aCall({ id: 'a' }));
        const alerts = [anAlert('alert-1')];
        await assert.rejects(
          journal.append(none, batch({ entries: [entry!, entry!], rowChanges, alerts })),
          /refused to write/,
        );
        assert.deepEqual(await journal.head(), none);
        assert.equal((await rows.totals()).rowsKnown, 0);
        assert.deepEqual(await matters.announced(), []);
        assert.notEqual(await append({ entries: [entry!], rowChanges, alerts }), 'moved-on');
        assert.deepEqual(await matters.announced(), alerts);
      });

      it('takes a call’s entry, and each version of a call, once', async () => {
        const bench = Bench.opened();
        const { entries, rowChanges } = bench.draw(aCall({ id: 'a', start: 1000 }));
        await append({ entries: bench.entries.slice(0, 1) });
        const [drawn] = entries;
        const twice = [drawn!, { ...drawn!, seq: drawn!.seq + 1 }];
        await assert.rejects(append({ entries: twice, rowChanges }), /refused to write/);
        assert.equal((await journal.head()).seq, 1);
        await append({ entries, rowChanges });
        const again = { ...drawn!, seq: drawn!.seq + 1 };
        await assert.rejects(append({ entries: [again], rowChanges }), /refused to write/);
        assert.equal((await rows.totals()).rowsKnown, 1);
      });

      it('gives entries back as they were written, by place and by id, a call’s too', async () => {
        const bench = Bench.opened();
        bench.buy('$10');
        const { rowChanges } = bench.draw(aCall({ id: 'a#b', start: 1000, about: { userName: 'Zoë “二” \\ \u0001' } }));
        await append({ entries: bench.entries, rowChanges, actors: [{ seq: 2, person: 'somebody' }] });
        assert.deepEqual(await journal.actorsOf([1, 2, 99]), [{ seq: 2, person: 'somebody' }]);
        assert.deepEqual(
          (await journal.entriesAt([99, 2, 1])).map(({ seq }) => seq),
          [1, 2],
        );
        assert.deepEqual(await journal.entriesAfter(0), bench.entries);
        assert.deepEqual(await journal.entriesAfter(1), bench.entries.slice(1));
        assert.deepEqual(await journal.entriesAfter(1, 1), bench.entries.slice(1, 2));
        for (const entry of bench.entries) assert.deepEqual(await journal.entry(entry.id), entry);
        assert.equal(await fabrikam.journal.entry(bench.entries[0]!.id), undefined);
        assert.equal(await journal.entry('a#nothing'), undefined);
      });

      it('continues in an empty book, in which the same ids are free', async () => {
        const { entries } = Bench.opened();
        const before = await append({ entries, rowChanges: await changesOf(aCall({ id: 'a' })) });
        await journal.startAnew();
        const head = await journal.head();
        assert.ok(before !== 'moved-on' && head.book !== before.book);
        assert.equal(head.seq, 0);
        assert.equal(await journal.append(before, batch({ entries })), 'moved-on');
        assert.equal((await rows.totals()).rowsKnown, 0);
        assert.equal(await journal.entry(entries[0]!.id), undefined);
        assert.notEqual(await append({ entries, rowChanges: await changesOf(aCall({ id: 'a' })) }), 'moved-on');
        assert.equal((await rows.totals()).rowsKnown, 1);
      });
    });

    describe('the answers', () => {
      const lease = { at: 100, leaseMs: 100 };

      it('are given to whoever asks again, until they are forgotten', async () => {
        assert.deepEqual(await answers.begin('one', lease), { kind: 'first' });
        await answers.keep('one', { status: 200, body: ['二'] }, 150);
        const again = await answers.begin('one', { at: 5000, leaseMs: 1000 });
        assert.deepEqual(again, { kind: 'answered', answer: { status: 200, body: ['二'] } });
        assert.deepEqual(await fabrikam.answers.begin('one', lease), { kind: 'first' });
        await answers.forget(100);
        assert.equal((await answers.begin('one', lease)).kind, 'answered');
        await answers.forget(1000);
        assert.deepEqual(await answers.begin('one', lease), { kind: 'first' });
      });

      if (driver.name === 'PostgreSQL')
        it('are being worked on for a replica whose clock is a minute ahead too', async () => {
          await answers.begin('one', { at: 100, leaseMs: minuteMs });
          const ahead = { at: 100 + 2 * minuteMs, leaseMs: minuteMs };
          assert.deepEqual(await answers.begin('one', ahead), { kind: 'under-way' });
          await answers.begin('two', { at: 100, leaseMs: 0 });
          assert.deepEqual(await answers.begin('two', lease), { kind: 'first' });
        });

      it('that came to nothing may be tried again', async () => {
        await answers.begin('one', lease);
        await answers.drop('one');
        assert.deepEqual(await answers.begin('one', lease), { kind: 'first' });
      });
    });
  });
}

describe('the stores', () => {
  it('law: say the same of the same history', async function () {
    this.timeout(allowedMs(120_000));
    const all = await Promise.all(storeDrivers.map(driver => driver.open()));
    let histories = 0;
    await fc.assert(
      fc.asyncProperty(steps, async history => {
        const bench = aFreshBench();
        histories += 1;
        // Each history is one organization's, beside those before it.
        const stores = all.map(({ port }) => port.of(`organization-${histories}`));
        const append = async (parts: Partial<Transaction>): Promise<void> => {
          for (const { journal } of stores) await journal.append(await journal.head(), batch(parts));
        };
        await append({ entries: bench.entries });
        for (const step of history) {
          const command = asked(bench, step);
          const decision = command === undefined ? undefined : bench.do(command);
          if (decision?.ok !== true || decision.value.kind !== 'decided') continue;
          const { entries, rowChanges } = decision.value;
          await append({ entries, rowChanges });
        }
        const ids = bench.rows.standing().map(({ row }) => row.id);
        const span = { from: bench.now - 4e10, to: bench.now };
        const days = lastDays(400, dayOf(bench.now, 'UTC'));
        const tell = async ({ journal, rows }: ReturnType<StorePorts['of']>) => ({
          entries: await journal.entriesAfter(0),
          found: await Promise.all(bench.entries.map(({ id }) => journal.entry(id))),
          totals: await rows.totals(),
          questions: (await rows.questions({ limit: 100 })).toSorted((a, b) => (a.row.id < b.row.id ? -1 : 1)),
          known: (await rows.known({ ids, lookAlikes: [] })).byId,
          usage: await rows.usage({ days }),
          byDay: await rows.usageByDay({ days }),
          people: await rows.ranked({ days, by: 'person', top: 5 }),
          calls: await rows.calls({ days, limit: 7 }),
          demand: await rows.demandIn(span),
          versions: await Promise.all(ids.map(id => rows.versionsOf(id))),
        });
        const [first, ...others] = await Promise.all(stores.map(tell));
        for (const other of others) assert.deepEqual(other, first);
      }),
      { numRuns: 30, seed: 1 },
    );
    for (const { close } of all) await close();
  });
});
