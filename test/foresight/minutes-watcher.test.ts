import assert from 'node:assert/strict';
import { dayMs, hourMs, type Alert, type Instant, type Matter, type Stage } from '../../core/index.ts';
import { foresightText, type ForesightAlert } from '../../bot/alerts/foresight-text.view.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import { minutesWatcher } from '../../bot/foresight/minutes-watcher.ts';
import type { Watcher } from '../../bot/foresight/watcher.ts';
import { aCall, money } from '../support/builders.ts';
import { textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';

const lee = 'c0400000-0000-4000-8000-000000000007';

describe('the watcher of included minutes', () => {
  let office: Office;
  let watcher: Watcher;
  let reads: number;
  let fails: boolean;
  beforeEach(async () => {
    office = await new Office().open();
    [reads, fails] = [0, false];
    const { rows } = office.tenant;
    const callMix = rows.callMix.bind(rows);
    rows.callMix = window => {
      reads += 1;
      return fails ? Promise.reject(new Error('away')) : callMix(window);
    };
    watcher = minutesWatcher(office.tenant);
  });
  afterEach(() => office.close());

  const now = (): Instant => office.tenant.clock.now();
  const look = async (before: readonly Matter[] = []): Promise<readonly Stage[]> =>
    (await watcher.look({ at: now(), before })) ?? assert.fail('it does not know');
  let calls = 0;
  const calling = async (minutes: number, daysAgo = 0): Promise<void> => {
    calls += 1;
    const row = aCall({
      id: `0c1d2e3f-0000-4000-8000-${String(calls).padStart(12, '0')}`,
      ...{
        start: now() - daysAgo * dayMs - 1000 * calls,
        durationSeconds: 60 * minutes,
        charge: 0,
        capability: 'MCOPSTN1',
      },
      about: { userId: lee, destination: 'United States' },
    });
    const drawn = await office.tenant.ledger.execute({ kind: 'draw', id: `calls ${calls}`, rows: [row] }, null);
    assert.ok(drawn.ok);
  };
  const stepsOf = (stages: readonly Stage[]) => stages.map(({ alert }) => [alert.about, alert.step]);
  const standing = (stages: readonly Stage[]): readonly Matter[] =>
    stages.map(({ alert, key }) => ({ key, alert: { ...alert, id: key } }) as unknown as Matter);

  it('says nothing before there is a wallet, or while there is enough', async () => {
    assert.deepEqual(await look(), []);
    await office.setsUp();
    assert.deepEqual(await look(), []);
  });

  it('tells of a pool once of each step, and no more in the next month', async () => {
    await office.setsUp();
    // Three have the plan: 9,000 minutes.
    await calling(6_900);
    const [nearly] = await look();
    assert.deepEqual(
      [nearly?.alert.kind, nearly?.alert.about, nearly?.alert.step],
      ['minutes-used', 'domestic US', 80],
    );
    await calling(1_700);
    const all = await look(standing([nearly!]));
    assert.deepEqual(stepsOf(all), [['domestic US', 100]]);
    assert.notEqual(all[0]?.key, nearly?.key);
    office.clock.advance(9 * dayMs);
    assert.deepEqual(await look(standing(all)), []);
  });

  it('leaves a pool as it was told at the same step, whatever is expected of it by now', async () => {
    await office.setsUp();
    for (const daysAgo of [3, 4, 5, 6, 7, 8, 9, 10]) await calling(925, daysAgo);
    const found = await look();
    office.clock.advance(2 * hourMs);
    await calling(200);
    assert.deepEqual(
      await look(standing(found)),
      standing(found).map(({ key, alert }) => ({ key, alert, isBeingMended: false })),
    );
    assert.notEqual((await look())[0]?.alert.until, found[0]?.alert.until);
  });

  it('reads the calls of a day when others have come in, when plans have changed, and at midnight', async () => {
    await office.setsUp();
    const readFor = async (): Promise<number> => {
      reads = 0;
      await look();
      return reads;
    };
    assert.deepEqual([await readFor(), await readFor()], [90, 0]);
    await calling(1);
    assert.equal(await readFor(), 1);
    await calling(1, 3);
    assert.equal(await readFor(), 1);
    office.clock.advance(hourMs);
    assert.equal(await readFor(), 0);
    const { keptDirectory, rows } = office.tenant;
    const callers = new Set((await rows.callMix({ from: 0, to: now() })).map(({ person }) => person));
    const other = (await keptDirectory.read()).people.find(
      ({ id, licenses }) => licenses.length === 0 && !callers.has(id),
    );
    keptDirectory.located(other?.id ?? '', 'DE');
    assert.equal(await readFor(), 0);
    keptDirectory.located(lee, 'DE');
    assert.equal(await readFor(), 90);
    office.clock.advance(dayMs);
    assert.equal(await readFor(), 89);
  });

  it('reads a day once for all who ask meanwhile, and again after it could not be read', async () => {
    await office.setsUp();
    await calling(7_300, 3);
    await office.tenant.keptMinutes.read({ now: now(), timeZone: 'UTC' });
    await calling(1, 3);
    reads = 0;
    const [one, other] = await Promise.all([look(), look()]);
    assert.deepEqual([reads, one], [1, other]);
    await calling(1, 3);
    fails = true;
    await assert.rejects(look(), /away/);
    fails = false;
    assert.deepEqual(stepsOf(await look()), [['domestic US', 80]]);
  });

  it('tells the conversations that asked for alerts', async () => {
    await office.setsUp();
    await office.types('alerts here');
    await calling(7_300);
    await office.tenant.foresight.look();
    await office.tenant.deliveries.run();
    const told = office.told().map(textOf).join('\n');
    assert.match(told, /Domestic Calling Plan · United States: 80% of the included minutes used/);
    assert.match(told, /At the present pace/);
  });
});

describe('an alert of included minutes', () => {
  const speech = speechFor({ language: 'en', timeZone: 'UTC', isSandbox: false });
  const now = Date.parse('2026-11-26T12:00:00Z');
  const textWith = (more: Partial<Alert>): string =>
    foresightText(speech, {
      ...{ id: 'x', kind: 'minutes-used', at: now, currency: 'USD', balance: 0, about: 'domestic US', step: 80 },
      ...more,
    } as ForesightAlert);

  it('says when they are used up, and what calls then cost as far as that is known', () => {
    const pool = "of this month's included minutes of Domestic Calling Plan · United States are used.";
    const draws = 'Until the month ends that is about $36.20.';
    const until = now + 2 * dayMs;
    const amount = money('$36.20');
    const then = 'At the present pace they are used up about Nov 28, 2026; then calls are paid by the minute.';
    const beyond = 'Calls beyond them are paid by the minute.';
    assert.equal(textWith({}), `80% ${pool} At the present pace the rest lasts until the month ends.`);
    assert.equal(textWith({ until }), `80% ${pool} ${then}`);
    assert.equal(textWith({ until, amount }), `80% ${pool} ${then} ${draws}`);
    assert.equal(textWith({ until: now, amount }), `80% ${pool} ${beyond} ${draws}`);
    assert.equal(textWith({ step: 100, until: now }), `100% ${pool} ${beyond}`);
  });

  it('says how many have used theirs where nobody shares', () =>
    assert.equal(
      textWith({ about: 'calling-minutes GB', count: 3, step: 100 }),
      'Calling Minutes of Microsoft 365 E5 · United Kingdom: people who have used 100% of theirs, which nobody shares: 3.',
    ));
});
