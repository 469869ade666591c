import assert from 'node:assert/strict';
import { lookAlikeKey, versionOf, type CallRow } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { Journal, Rows, Transaction } from '../../bot/ports/index.ts';
import { aCall, money } from '../support/builders.ts';
import { storeDrivers, type Opened, type StorePorts } from '../support/drivers.ts';
import { askedOf, batch, changesOfPage } from '../support/pages.ts';

const longAgo = { first: '1970-01-01', last: '1970-01-01' };

// The contract of the call rows, run on every driver of it.
for (const driver of storeDrivers) {
  describe(`the rows on ${driver.name}`, () => {
    let journal: Journal;
    let rows: Rows;
    /** Another tenant's ports on the same store. */
    let fabrikam: ReturnType<StorePorts['of']>;
    let close: Opened<StorePorts>['close'];
    let erasedBefore: number | undefined;
    beforeEach(async () => {
      const opened = await driver.open();
      ({ journal, rows } = opened.port.of('contoso'));
      fabrikam = opened.port.of('fabrikam');
      ({ close } = opened);
      erasedBefore = undefined;
    });
    afterEach(() => close());

    const append = async (parts: Partial<Transaction>) => journal.append(await journal.head(), batch(parts));
    const changesOf = (...page: readonly CallRow[]) => changesOfPage(rows, page, erasedBefore);
    const save = async (...page: readonly CallRow[]) => append({ rowChanges: await changesOf(...page) });

    it('know a row by its version, its cost and its numbers', async () => {
      const row = aCall({ id: 'a', charge: money('$3'), about: { caller: '+1', callee: '+2' } });
      await save(row);
      const known = await rows.known({ ...askedOf([row]), ids: ['a', 'b'] });
      assert.deepEqual([...known.byId.keys()], ['a']);
      assert.deepEqual(known.byId.get('a')?.standing?.version, versionOf(row, sha256));
      assert.deepEqual([...known.lookAlikes.values()], [['a']]);
      assert.equal(await rows.demandIn({ from: row.start, to: row.start + 1 }), money('$3'));
      assert.equal(await rows.demandIn({ from: row.start + 1, to: row.start + 2 }), 0);
      assert.equal((await fabrikam.rows.known(askedOf([row]))).byId.size, 0);
    });

    it('keep several versions of one id that come in one page', async () => {
      const row = aCall({ id: 'a' });
      await save(row, { ...row, charge: money('$2') }, { ...row, charge: money('$3') });
      const known = await rows.known(askedOf([row]));
      assert.equal(known.byId.get('a')?.versions.length, 3);
      assert.equal(known.byId.get('a')?.standing?.cost, money('$3'));
      assert.equal(known.byId.get('a')?.previous?.cost, money('$2'));
      const { rowsKnown, corrections } = await rows.totals();
      assert.deepEqual([rowsKnown, corrections], [1, 2]);
    });

    it('find the versions of a row by its id, and those of a call by the call’s', async () => {
      const row = aCall({ id: 'a', about: { callId: 'Call-1' } });
      await save(row, { ...row, charge: money('$2') }, aCall({ id: 'b', about: { callId: 'call-1' } }));
      const states = async (id: string) => (await rows.versionsOf(id)).map(({ row, state }) => [row.id, state]);
      assert.deepEqual(await states('a'), [
        ['a', 'superseded'],
        ['a', 'standing'],
      ]);
      assert.equal((await states('call-1')).length, 3);
      assert.deepEqual(await states('nobody'), []);
    });

    it('read some people’s standing calls of a window: nobody’s too, and none that was corrected away', async () => {
      const one = (id: string, start: number, userId: string, userPrincipalName = '') =>
        aCall({ id, start, charge: money('$1'), about: { userId, userPrincipalName, callee: '+49', destination: '' } });
      await save(
        ...[one('a', 10, 'Adele'), one('b', 19, 'adele'), one('c', 20, 'adele'), one('d', 12, 'megan')],
        ...[one('e', 13, '', 'Lee@X'), one('f', 14, '')],
      );
      await save({ ...one('b', 19, 'adele'), charge: money('$2') });
      const found = await rows.callsOf({ people: ['adele', 'lee@x', ''], window: { from: 10, to: 20 } });
      const facts = { seconds: 60, callType: 'user_out', destination: '', callee: '+49' };
      assert.deepEqual(
        found.toSorted((first, second) => first.start - second.start),
        [
          { ...facts, start: 10, cost: money('$1'), person: 'adele' },
          { ...facts, start: 13, cost: money('$1'), person: 'lee@x' },
          { ...facts, start: 14, cost: money('$1'), person: '' },
          { ...facts, start: 19, cost: money('$2'), person: 'adele' },
        ],
      );
      assert.deepEqual(await rows.callsOf({ people: [], window: { from: 0, to: 100 } }), []);
      assert.deepEqual(await fabrikam.rows.callsOf({ people: ['adele'], window: { from: 0, to: 100 } }), []);
    });

    it('sum what comes before a call: what began earlier, and with it under a smaller id', async () => {
      const start = 1_000_000;
      await save(...['a', 'b', 'c'].map(id => aCall({ id, start })), aCall({ id: 'z', start: start - 1 }));
      assert.equal(await rows.demandBefore({ id: 'b', start, from: 0 }), money('$2'));
      assert.equal(await rows.demandBefore({ id: 'b', start, from: start }), money('$1'));
    });

    it('give those that draw page by page, by start and then by id', async () => {
      const calls = [aCall({ id: 'b', start: 5 }), aCall({ id: 'a', start: 5 }), aCall({ id: 'c', start: 1 })];
      await save(...calls, aCall({ id: 'free', start: 3, charge: 0 }));
      const all = ['c', 'a', 'b'].map(id => ({ id, start: id === 'c' ? 1 : 5, cost: money('$1') }));
      assert.deepEqual(await rows.drawing({ limit: 9 }), all);
      assert.deepEqual(await rows.drawing({ limit: 2 }), all.slice(0, 2));
      assert.deepEqual(await rows.drawing({ after: all[1], limit: 9 }), all.slice(2));
    });

    it('know, where it is asked, what drew once too, and what drew without known numbers, at the same instant', async () => {
      const about = { caller: '+1', callee: '+2' };
      const [corrected, unknown] = [aCall({ id: 'a', start: 5, about }), aCall({ id: 'b', start: 5 })];
      await save(corrected, unknown, aCall({ id: 'free', start: 5, charge: 0 }), aCall({ id: 'other', start: 6 }));
      await save({ ...corrected, start: 7, about: { ...corrected.about, callee: '+3' } });
      const twin = aCall({ id: 'twin', start: 5, about });
      assert.equal((await rows.known(askedOf([twin]))).lookAlikes.size, 0);
      const { lookAlikes } = await rows.known({ ...askedOf([twin]), lookAlikesAmong: 'ever-drawn' });
      assert.deepEqual(
        [...lookAlikes].map(([key, ids]) => [key, [...ids].toSorted()]),
        [[lookAlikeKey(twin, sha256), ['a', 'b']]],
      );
    });

    it('hold a question until it is answered, or a newer version comes', async () => {
      const known = aCall({ id: 'known', about: { caller: '+1', callee: '+2' } });
      await save(known);
      await save({ ...known, id: 'twin' });
      const [question] = await rows.questions({ limit: 10 });
      assert.deepEqual([question?.row.id, question?.question], ['twin', 'look-alike']);
      await save({ ...known, id: 'twin', charge: money('$4') });
      const [newer, ...others] = await rows.questions({ ids: ['twin', 'known'], limit: 10 });
      assert.deepEqual([newer?.row.charge, others], [money('$4'), []]);
      assert.equal((await rows.questions({ question: 'look-alike', limit: 10 })).length, 1);
      assert.deepEqual(await rows.questions({ question: 'other-currency', limit: 10 }), []);
      await append({ rowChanges: [{ kind: 'ignore', origin: 'answered', ...newer! }] });
      assert.deepEqual(await rows.questions({ limit: 10 }), []);
      const { byId } = await rows.known(askedOf([newer!.row]));
      assert.deepEqual([...(byId.get('twin')?.ignored ?? [])], ['look-alike']);
    });

    it('take a later description, and are known by the numbers that it brings', async () => {
      const row = aCall({ id: 'a' });
      await save(row);
      const named = { ...row, about: { ...row.about, caller: '+1', callee: '+2', destination: 'Japan' } };
      await save(named);
      assert.deepEqual([...(await rows.known(askedOf([named]))).lookAlikes.values()], [['a']]);
      const { lines } = await rows.ranked({
        days: { first: '2026-01-01', last: '2026-01-31' },
        by: 'destination',
        top: 5,
      });
      assert.deepEqual(
        lines.map(({ label }) => label),
        ['Japan'],
      );
    });

    it('keep the numbers of what stands where a page brings those of other versions after them', async () => {
      const about = { caller: '+1', callee: '+2' };
      const [before, now, next] = [money('$1'), money('$2'), money('$3')].map(charge => aCall({ id: 'a', charge }));
      await save(before!, now!);
      const named = (row = now!): CallRow => ({ ...row, about: { ...row.about, ...about } });
      // The version that arrives supersedes the one that has just got its numbers, and is described too.
      await save(named(), named(before), named(next), named(next));
      await append({
        rowChanges: [
          { kind: 'reverse', id: 'a', version: versionOf(next!, sha256), restored: versionOf(now!, sha256) },
        ],
      });
      assert.deepEqual([...(await rows.known(askedOf([named()]))).lookAlikes.values()], [['a']]);
    });

    it('can be erased: people and numbers go, what calls cost stays', async () => {
      const old = aCall({
        id: 'old',
        start: 1000,
        about: { caller: '+1', callee: '+2', userId: '1', userName: 'Alex' },
      });
      const recent = { ...old, id: 'recent', start: 2000 };
      await save(old, recent);
      assert.equal(await rows.erasable(2000), 1);
      assert.equal(await rows.erase(2000), 1);
      assert.deepEqual([await rows.erasable(2000), await rows.erase(2000)], [0, 0]);
      const [erased] = await rows.versionsOf('old');
      assert.deepEqual(new Set(Object.values(erased!.row.about)), new Set(['']));
      assert.equal((await rows.known(askedOf([old]))).lookAlikes.size, 0);
      assert.equal((await rows.known(askedOf([old]))).byId.get('old')?.standing?.cost, money('$1'));
      const { lines } = await rows.ranked({ days: longAgo, by: 'person', top: 5 });
      assert.deepEqual(
        lines.map(({ key, label, cost }) => [key, label, cost]),
        [
          [null, '', 1_000_000n],
          ['1', 'Alex', 1_000_000n],
        ],
      );
      assert.equal((await save(old)) === 'moved-on', false);
      assert.equal((await rows.totals()).rowsKnown, 2);
    });

    it('stays erased, whatever comes again: the same row, a correction, a description, an unknown one, a held one', async () => {
      const about = { caller: '+1', callee: '+2', userName: 'Alex', userPrincipalName: 'alex@contoso.com' };
      const old = aCall({ id: 'old', start: 1000, about });
      const held = aCall({ id: 'held', start: 1000, currency: 'EUR', about });
      const moved = aCall({ id: 'moved', start: 2500, about: { ...about, callee: '+3' } });
      await save(old, held, moved);
      erasedBefore = 2000;
      await rows.erase(2000);
      await rows.forgetErased();
      await save(old, held, { ...old, charge: money('$3') });
      await save({ ...moved, start: 1500 });
      await save({ ...moved, start: 1500 }, { ...old, about: { ...old.about, callType: 'x' } });
      await save({ ...old, id: 'twin' }, { ...old, id: 'free', charge: 0 }, { ...held, charge: money('$4') });
      for (const id of ['old', 'held', 'moved', 'twin', 'free'])
        for (const { row } of await rows.versionsOf(id))
          assert.deepEqual(new Set(Object.values(row.about)), new Set(['']), `${id} ${row.start}`);
      const { byId, lookAlikes } = await rows.known({
        ids: ['old', 'moved'],
        lookAlikes: [old, moved].map(row => ({ key: lookAlikeKey(row, sha256) ?? '', start: row.start })),
      });
      assert.equal(lookAlikes.size, 0);
      assert.deepEqual(
        ['old', 'moved'].map(id => [byId.get(id)?.standing?.cost, byId.get(id)?.earliest]),
        [
          [money('$3'), 1000],
          [money('$1'), 1500],
        ],
      );
      const questions = await rows.questions({ limit: 10 });
      assert.deepEqual(questions.map(({ row, question }) => [row.id, question]).toSorted(), [
        ['held', 'other-currency'],
        ['twin', 'erased'],
      ]);
      const { questionsErased, drawn } = await rows.totals();
      assert.deepEqual([questionsErased, drawn], [1, 4_000_000n]);
    });

    it('tell people apart by their ids: two of one name are two, one who changed theirs is one', async () => {
      const about = (userId: string, userName: string, userPrincipalName = '') => ({
        userId,
        userName,
        userPrincipalName,
      });
      await save(
        aCall({ id: 'a', start: 1000, charge: money('$4'), about: about('1', 'Alex Wilber') }),
        aCall({ id: 'b', start: 2000, charge: money('$3'), about: about('2', 'Alex Wilber') }),
        aCall({ id: 'c', start: 3000, charge: money('$2'), about: about('1', 'Alex Byrne') }),
        aCall({ id: 'd', start: 4000, charge: money('$2'), about: about('', 'Adele', 'Adele@contoso.com') }),
        aCall({ id: 'e', start: 5000, about: about('', 'Adele Vance', 'adele@contoso.com') }),
        aCall({ id: 'f', start: 6000, charge: money('$2'), about: about('', 'Somebody') }),
      );
      const people = async (top: number) =>
        (await rows.ranked({ days: longAgo, by: 'person', top })).lines.map(({ label, calls, cost }) => [
          label,
          calls,
          cost,
        ]);
      assert.deepEqual(await people(5), [
        ['Alex Byrne', 2, 6_000_000n],
        ['Adele Vance', 2, 3_000_000n],
        ['Alex Wilber', 1, 3_000_000n],
        ['', 1, 2_000_000n],
      ]);
      assert.deepEqual([(await people(1)).length, await people(0)], [1, []]);
    });

    it('add up to sums that no number holds', async () => {
      const large = aCall({ id: '', start: 1000, charge: money('$1000000000'), about: { userName: 'Alex' } });
      for (let page = 0; page < 4; page += 1)
        await save(
          ...[0, 1, 2, 3, 4].map(index => {
            const id = `${page}-${index}`;
            return { ...large, id, charge: large.charge - index, about: { ...large.about, callId: id } };
          }),
        );
      const cost = 20n * 10n ** 15n - 40n;
      assert.equal((await rows.totals()).drawn, cost);
      const { cost: all, drawn } = await rows.usage({ days: longAgo });
      const { lines, others } = await rows.ranked({ days: longAgo, by: 'person', top: 5 });
      assert.deepEqual([all, drawn, lines.map(one => one.cost), others.cost], [cost, cost, [cost], 0n]);
    });

    it('can be erased in every book, also those from before the sandbox began anew', async () => {
      const old = aCall({ id: 'old', start: 1000, about: { userName: 'Alex' } });
      const rowChanges = await changesOf(old);
      await fabrikam.journal.append(await fabrikam.journal.head(), batch({ rowChanges }));
      for (let book = 0; book < 3; book += 1) {
        await save(old);
        await journal.startAnew();
      }
      await save(old);
      assert.equal(await rows.erase(2000), 4);
      assert.equal(await rows.erase(2000), 0);
      assert.equal(await fabrikam.rows.erase(2000), 1);
    });
  });
}
