import assert from 'node:assert/strict';
import {
  dayMs,
  hourMs,
  minuteMs,
  startOfDay,
  dayOf,
  type CallRow,
  type Instant,
  type Matter,
  type Stage,
} from '../../core/index.ts';
import { foresightText, type ForesightAlert } from '../../bot/alerts/foresight-text.view.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import { spendWatcher } from '../../bot/foresight/spend-watcher.ts';
import type { Watcher } from '../../bot/foresight/watcher.ts';
import { aCall, money } from '../support/builders.ts';
import { Office, setUp } from '../support/office.ts';

/** The wallet's. */
const timeZone = 'UTC';
/** Nobody of the sandbox's, who call at any hour. */
const lee = 'c0400000-0000-4000-8000-0000000000ff';

describe('the watcher of spend', () => {
  let office: Office;
  let watcher: Watcher;
  let reads: number;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
    reads = 0;
    const { rows } = office.tenant;
    const callsOf = rows.callsOf.bind(rows);
    rows.callsOf = asked => {
      reads += 1;
      return callsOf(asked);
    };
    watcher = spendWatcher({ ...office.tenant, documents: office.stores.documents });
  });
  afterEach(() => office.close());

  const now = (): Instant => office.tenant.clock.now();
  const look = async (before: readonly Matter[] = []): Promise<readonly Stage[]> =>
    (await watcher.look({ at: now(), before })) ?? assert.fail('it does not know');
  const standing = (stages: readonly Stage[]): readonly Matter[] =>
    stages.map(({ alert, key }) => ({ key, alert: { ...alert, id: key } }) as unknown as Matter);

  let calls = 0;
  const callAt = (
    start: Instant,
    {
      charge,
      destination,
      userId = lee,
      id,
    }: { readonly charge: string; readonly destination: string; readonly userId?: string; readonly id?: number },
  ): CallRow =>
    aCall({
      id: `0c1d2e3f-0000-4000-8000-${String(id ?? (calls += 1)).padStart(12, '0')}`,
      ...{ start, durationSeconds: 240, charge: money(charge) },
      about: { userId, destination, callee: destination === 'Latvia' ? '+37167000000' : '+12065550100' },
    });
  const drawing = async (rows: readonly CallRow[]): Promise<void> => {
    const drawn = await office.tenant.ledger.execute({ kind: 'draw', id: `calls ${(calls += 1)}`, rows }, null);
    assert.ok(drawn.ok);
  };
  /** A call to the United States on each of the last 90 days, at ten in the morning. */
  const habit = (userId = lee): readonly CallRow[] =>
    Array.from({ length: 90 }, (_, day) =>
      callAt(midnight(day + 1) + 10 * hourMs, { charge: '$0.10', destination: 'United States', userId }),
    );
  const midnight = (daysAgo: number): Instant => startOfDay(dayOf(now() - daysAgo * dayMs, timeZone), timeZone);
  const burst = (count: number, id?: number): readonly CallRow[] =>
    Array.from({ length: count }, (_, index) =>
      callAt(midnight(1) + 3 * hourMs + 10 * minuteMs + index * 90_000, {
        ...{ charge: '$4.40', destination: 'Latvia' },
        ...(id !== undefined && { id: id + index }),
      }),
    );

  it('says nothing before there is a wallet, nor of what somebody always does', async () => {
    const empty = await new Office().open();
    const found = await spendWatcher({ ...empty.tenant, documents: empty.stores.documents }).look({
      at: now(),
      before: [],
    });
    await empty.close();
    assert.deepEqual(found, []);
    await drawing(habit());
    assert.deepEqual(await look(), []);
  });

  it('suspects fraud where somebody’s account calls at night where they never did, and says why', async () => {
    await drawing([...habit(), ...burst(14)]);
    const [stage, ...others] = await look();
    assert.deepEqual(others, []);
    const { kind, about, person, amount } = stage!.alert;
    assert.deepEqual([kind, about, person, amount], ['fraud-suspected', lee, lee, money('$61.60')]);
    const said = (language: 'en' | 'zh-CN') =>
      foresightText(
        speechFor({ language, timeZone, isSandbox: false, hours: '24' }),
        stage!.alert as unknown as ForesightAlert,
      );
    assert.match(
      said('en'),
      /^14 calls to Latvia in 20 minutes from \w+ \d+, 03:10, new for the organization, outside their usual hours, expensive by the minute, one right after the other, \$61\.60\. 20 calls in 5 days from \w+ \d+, 10:00 cost \$62\.20; a usual week costs \$0\.70\.$/,
    );
    assert.match(
      said('zh-CN'),
      /^\d+月\d+日 03:10 起 20 分钟内拨往拉脱维亚的 14 次通话，组织以前几乎未曾拨打、.*，共 US\$61\.60。/,
    );
  });

  it('judges as one whom the log has by id and by address, where the directory knows both', async () => {
    const { people } = await office.tenant.keptDirectory.read();
    const { id, userPrincipalName } = people.find(({ name }) => name === 'Patti Fernandez') ?? assert.fail('nobody');
    const byAddress = (row: CallRow) => ({ ...row, about: { ...row.about, userId: '', userPrincipalName } });
    const byId = (row: CallRow) => ({ ...row, about: { ...row.about, userId: id, userPrincipalName } });
    // Neither part is enough to be told of.
    const calls = burst(2).map(row => ({ ...row, charge: money('$1.20') }));
    await drawing([...habit(id), ...calls.slice(0, 1).map(byId)]);
    assert.deepEqual(await look(), []);
    await drawing(calls.slice(1).map(byAddress));
    const found = (await look()).map(({ alert }) => [alert.person, alert.amount]);
    assert.deepEqual(found, [[id, money('$2.40')]]);
    const away = { read: () => Promise.reject(new Error('away')) };
    const apart = spendWatcher({ ...office.tenant, documents: office.stores.documents, keptDirectory: away });
    assert.deepEqual(await apart.look({ at: now(), before: [] }), []);
  });

  it('tells it again only when it has become four times as much, and reads nobody anew without news', async () => {
    await drawing([...habit(), ...burst(4)]);
    const [first] = await look();
    const matters = standing([first!]);
    const before = reads;
    assert.deepEqual(await look(matters), [{ ...first, alert: matters[0]?.alert }]);
    assert.equal(reads, before);
    await drawing(burst(1).map(row => ({ ...row, start: row.start + hourMs })));
    const [second] = await look(matters);
    assert.deepEqual([second?.key, second?.alert.amount], [first?.key, first?.alert.amount]);
    await drawing(burst(40));
    const [third] = await look(matters);
    assert.notEqual(third?.key, first?.key);
    assert.equal(third?.alert.amount, money('$198'));
  });

  it('leaves it as it was told where it has become less, or little more', async () => {
    await drawing([...habit(), ...burst(14, 800_000)]);
    const [first] = await look();
    const matters = standing([first!]);
    await drawing(burst(1).map(row => ({ ...row, charge: money('$8') })));
    const [more] = await look(matters);
    assert.deepEqual([more?.key, more?.alert.amount], [first?.key, money('$61.60')]);
    await drawing(burst(14, 800_000).map(row => ({ ...row, charge: money('$0.50') })));
    const [less] = await look(matters);
    assert.deepEqual([less?.key, less?.alert.amount], [first?.key, money('$61.60')]);
  });

  it('is over when the calls are corrected, or two weeks old', async () => {
    await drawing(habit());
    await drawing(burst(14, 900_000));
    const found = await look();
    assert.equal(found.length, 1);
    await drawing(burst(14, 900_000).map(row => ({ ...row, charge: money('$0.01') })));
    assert.deepEqual(await look(standing(found)), []);
    await drawing(burst(14));
    assert.equal((await look()).length, 1);
    office.clock.advance(15 * dayMs);
    assert.deepEqual(await look(standing(found)), []);
  });

  it('finds what a stalled import brings after weeks, in every process, and is over in time', async () => {
    await drawing(habit());
    await look();
    const stolen = burst(14).map(row => ({ ...row, start: row.start + 2 * dayMs }));
    for (let day = 0; day < 19; day += 1) {
      office.clock.advance(dayMs);
      assert.deepEqual(await look(), []);
    }
    await drawing([...stolen, callAt(now() - hourMs, { charge: '$0.10', destination: 'United States' })]);
    const found = await look();
    assert.deepEqual(
      found.map(({ alert }) => [alert.kind, alert.amount]),
      [['fraud-suspected', money('$61.60')]],
    );
    office.clock.advance(dayMs);
    const other = spendWatcher({ ...office.tenant, documents: office.stores.documents });
    assert.equal((await other.look({ at: now(), before: standing(found) }))?.length, 1);
    office.clock.advance(10 * dayMs);
    assert.deepEqual(await look(standing(found)), []);
  });

  it('tells nothing of calls that were erased, at once', async () => {
    await drawing([...habit(), ...burst(14)]);
    const found = await look();
    assert.equal(found.length, 1);
    const erased = await office.tenant.ledger.execute({ kind: 'erase-rows', id: 'erase', before: now() }, null);
    assert.ok(erased.ok);
    assert.deepEqual(await look(standing(found)), [], 'before they are blanked');
    await office.tenant.rows.erase(now());
    assert.deepEqual(await look(standing(found)), []);
  });

  it('reads no further day when the program stops', async () => {
    await drawing([...habit(), ...burst(14)]);
    const callsOf = office.tenant.rows.callsOf.bind(office.tenant.rows);
    office.tenant.rows.callsOf = asked => {
      if (reads === 2) office.stopping.abort();
      return callsOf(asked);
    };
    await assert.rejects(watcher.look({ at: now(), before: [] }), { name: 'AbortError' });
    assert.equal(reads, 3);
  });

  it('goes on with the others at the next look where there are more than it reads at once', async () => {
    const ids = Array.from(
      { length: 2100 },
      (_, index) => `c0400000-0000-4000-8000-1${String(index).padStart(11, '0')}`,
    );
    const first = midnight(2) + 10 * hourMs;
    await drawing(ids.map(userId => callAt(first, { charge: '$9', destination: 'United States', userId })));
    await look();
    const once = reads;
    await look();
    assert.ok(reads > once, 'the last hundred were read at the second look');
    const twice = reads;
    await look();
    assert.equal(reads, twice);
  });
});
