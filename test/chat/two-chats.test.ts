import assert from 'node:assert/strict';
import { hourMs, minuteMs } from '../../core/index.ts';
import { textOf } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { inMemory, type AppStores } from '../support/stores.ts';
import type { Said } from '../support/teams-client.ts';

const inA: Said = { conversation: 'chat A', id: 'same' };
const inB: Said = { conversation: 'chat B', id: 'same' };

describe('two chats whose messages have one id', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
  });
  afterEach(() => office.close());

  const wallet = async () => {
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok);
    return read.value.wallet;
  };

  it('place two orders', async () => {
    const first = await office.presses(await office.types('add funds 60', inA), 'Place order');
    const second = await office.presses(await office.types('add funds 60', inB), 'Place order');
    assert.match(textOf(first.card), /Invoice 2\. The balance is \$160\.00/);
    assert.match(textOf(second.card), /Invoice 3\. The balance is \$220\.00/);
  });

  it('save two rules', async () => {
    await office.types('auto-recharge off', inA);
    await office.types('auto-recharge on', inB);
    assert.equal((await wallet()).rule?.isOn, true);
  });

  it('choose two ways to pay', async () => {
    await office.types('sandbox decline', inA);
    await office.types('sandbox decline off', inB);
    assert.deepEqual((await wallet()).method, { kind: 'card', reference: 'sandbox-card' });
  });

  it('move the sandbox’s clock twice', async () => {
    await office.types('sandbox advance 1 hour', inA);
    await office.types('sandbox advance 1 hour', inB);
    assert.equal((await wallet()).clockOffsetMs, 2 * hourMs);
  });

  it('give licenses twice, each to the person whom it named', async () => {
    await office.close();
    office = await new Office().open();
    const given = async (name: string, said: Said) =>
      textOf((await office.presses(await office.types(`assign credits to ${name}`, said), 'Assign')).card);
    for (const [name, said] of [
      ['Megan Bowen', inA],
      ['Lee Gu', inB],
    ] as const) {
      assert.match(await given(name, said), /1 of 1 licenses assigned\./);
      assert.match(textOf(await office.types(`assign credits to ${name}`)), /has it already/);
    }
  });

  it('begin two set-ups, whose orders have ids of their own', async () => {
    const drafts: string[] = [];
    for (const said of [inA, inB]) {
      await office.types('sandbox reset', said);
      drafts.push((await office.tenant.drafts.read())!.id);
    }
    assert.equal(new Set(drafts).size, 2);
  });

  it('are one request in two threads of one channel', async () => {
    const thread = (message: number): Said => ({
      conversation: `19:general@thread.tacv2;messageid=${message}`,
      kind: 'channel',
      id: 'same',
    });
    await office.types('sandbox advance 1 hour', thread(1));
    await office.types('sandbox advance 1 hour', thread(2));
    assert.equal((await wallet()).clockOffsetMs, hourMs);
  });
});

describe('a message that is sent again', () => {
  let stores: AppStores;
  let offices: Office[];
  beforeEach(() => {
    stores = inMemory();
    offices = [];
  });
  afterEach(async () => {
    for (const office of offices) await office.close();
  });

  const anOffice = async (): Promise<Office> => {
    const office = await new Office(stores).open();
    offices.push(office);
    return office;
  };
  const rules = async (office: Office) => (await office.entries()).filter(({ kind }) => kind === 'rule-set');

  it('to a version that names requests otherwise is what the earlier one did, for two minutes', async () => {
    const before = await anOffice();
    await before.setsUp();
    const read = await before.tenant.ledger.read();
    const rule = { ...(read.ok && read.value.wallet.rule!), isOn: false } as const;
    // As the version before this one named it, which died before it could answer.
    for (const id of ['rule-soon', 'rule-late'])
      await before.tenant.ledger.execute({ kind: 'set-rule', id, rule: rule as never }, null);
    const after = await anOffice();
    assert.match(textOf(await after.types('auto-recharge off', { id: 'soon' })), /Saved/);
    assert.equal((await rules(after)).length, 3);
    after.clock.advance(2 * minuteMs);
    await after.types('auto-recharge off', { id: 'late' });
    assert.equal((await rules(after)).length, 4);
  });

  it('to two replicas that cannot tell whether it was answered is done once', async () => {
    const gone = () => Promise.reject(new Error('the answers are gone'));
    stores = { ...stores, answers: { begin: gone, keep: gone, drop: gone, forget: gone } };
    const one = await anOffice();
    await one.setsUp();
    const other = await anOffice();
    await Promise.all([one, other].map(office => office.types('auto-recharge off', { id: 'twice' })));
    assert.equal((await rules(one)).length, 2);
    const again = await anOffice();
    await again.types('auto-recharge off', { id: 'twice' });
    assert.equal((await rules(again)).length, 2);
  });
});
