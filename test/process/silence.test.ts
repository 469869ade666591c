import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { z } from 'zod';
import { pino } from 'pino';
import { dayMs } from '../../core/index.ts';
import { Postgres } from '../../bot/drivers/postgres/database.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { catchUpDue } from '../../bot/funds/catch-up.job.ts';
import { answeredOnce } from '../../bot/web/stored-answers.ts';
import { Background } from '../../bot/work/background.ts';
import { at } from '../support/builders.ts';
import { changedGateway } from '../support/changed-gateway.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { Office } from '../support/office.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const never = <Value>(): Promise<Value> => new Promise<Value>(() => undefined);
const log = pino({ level: 'silent' });

describe('a gateway that never answers', () => {
  it('stops no expiry: its charge becomes one of unknown outcome, and the next round comes', async () => {
    let isSilent = false;
    const office = await new Office().open(gateway =>
      changedGateway(gateway, {
        charge: payment => (isSilent ? never() : gateway.charge(payment)),
        outcomeOf: key => (isSilent ? never() : gateway.outcomeOf(key)),
      }),
    );
    await office.setsUp();
    isSilent = true;
    const { ledger } = office.tenant;
    const method = { kind: 'card', reference: 'sandbox-card' } as const;
    await ledger.execute({ kind: 'order', id: 'o', amount: 60_000_000, method, isBesideOpen: false }, null);
    const round = () => office.clock.carryOut(catchUpDue.run(office.tenant), () => false);
    await round();
    office.clock.advance(366 * dayMs);
    await round();
    const read = await ledger.read();
    assert.ok(read.ok);
    assert.deepEqual(
      read.value.wallet.pool.lots.map(({ isWrittenOff }) => isWrittenOff),
      [true],
    );
    assert.ok(read.value.wallet.openPayments.some(({ payment, isUnknown }) => payment.key === 'o' && isUnknown));
    await office.clock.carryOut(office.close(), () => false);
  });
});

describe('a store that is silent', () => {
  it('when an answer begins, holds it up for three seconds, and the work is done', async () => {
    const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
    const answers = new MemoryStore();
    answers.begin = () => never();
    const needs = { answers, clock, log, background: new Background(log) };
    const answer = answeredOnce(needs, 'key', z.string(), () => Promise.resolve('done'));
    assert.equal(await clock.carryOut(answer, () => false), 'done');
    assert.equal(clock.elapsed(), 3000);
  });

  it('as PostgreSQL is when it accepts connections and says nothing, is given up after one try', async function () {
    this.timeout(20_000);
    let tries = 0;
    const server = createServer(() => (tries += 1)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = `postgres://postgres@127.0.0.1:${port}/nothing`;
    const postgres = new Postgres(url, { clock: systemClock, as: 'operator', connections: 1 });
    await assert.rejects(postgres.rows('SELECT 1'), /cannot be reached/);
    assert.equal(tries, 1);
    await postgres.close();
    server.close();
  });
});
