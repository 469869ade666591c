import assert from 'node:assert/strict';
import { balanceOf, hourMs, rest, type Wallet } from '../../core/index.ts';
import { someTerms } from '../support/builders.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const filled = { balance: '500', purchases: '2026-01-31 100 INV-1\n2026-06-15 600 INV-2' };
const way = 'We already have credits';

describe('credits that there are already, above the limit', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  async function reviews(form: Readonly<Record<string, string>> = {}): Promise<ReadCard> {
    const terms = { ...someTerms, tenant: office.tenantId, opensAt: office.clock.now() };
    await office.tenant.ledger.execute({ kind: 'open-wallet', id: 'open', terms }, null);
    await office.types('approvals limit 80');
    const licenses = await office.presses(await office.types('setup'), /Prepaid/);
    const order = await office.presses(licenses.card, /Continue/);
    const asked = (await office.presses(order.card, way)).card;
    return (await office.presses(asked, 'Review', { ...filled, ...form })).card;
  }
  const wallet = async (): Promise<Wallet> => {
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok);
    return read.value.wallet;
  };
  const balance = async (): Promise<number> => balanceOf((await wallet()).pool, office.clock.now());
  const lastAsked = async (): Promise<string> =>
    (await office.entries()).findLast(({ kind }) => kind === 'approval-asked')!.id;
  const count = async (kind: string): Promise<number> =>
    (await office.entries()).filter(one => one.kind === kind).length;
  const asks = async (review: ReadCard): Promise<ReadCard> => {
    const needed = (await office.presses(review, 'Record')).card;
    says(needed, 'approval.needed');
    assert.match(textOf(needed), /\$500\.00/);
    return (await office.presses(needed, 'Ask for approval')).card;
  };
  const approves = async (): Promise<ReadCard> =>
    (await office.invokes('approve', { approval: await lastAsked() }, { as: people.billingAdmin })).card;

  it('wait for a second person as one, and go on from there', async () => {
    const review = await reviews();
    assert.match(textOf(review), /Used before: \$200\.00/);
    await asks(review);
    assert.deepEqual([await balance(), await count('credits-bought')], [0, 0]);
    says((await office.presses(review, 'Record')).card, 'approval.waiting');
    office.clock.advance(hourMs);
    says(await approves(), 'approval.granted');
    assert.equal(await balance(), 500_000_000);
    const recorded = (await office.presses(review, 'Record')).card;
    says(recorded, 'setup.existing.recorded', { balance: '$500.00', count: 2 });
    assert.deepEqual(
      [await balance(), await count('credits-bought'), await count('approval-asked')],
      [500_000_000, 2, 1],
    );
    assert.deepEqual(
      (await wallet()).pool.lots.map(lot => rest(lot)),
      [0, 500_000_000, 0],
    );
    assert.ok((await office.tenant.ledger.audit()).ok);
  });

  it('are recorded by one person up to the limit, whatever was bought before', async () => {
    says((await office.presses(await reviews({ balance: '80' }), 'Record')).card, 'setup.existing.recorded');
    assert.equal(await balance(), 80_000_000);
  });

  for (const end of ['declined', 'withdrawn', 'expired'] as const)
    it(`can be asked for again, changed or left after it was ${end}`, async () => {
      const review = await reviews();
      await asks(review);
      const approval = await lastAsked();
      if (end === 'declined')
        await office.invokes('decline-approval', { approval, step: 'record', word: 'no' }, { as: people.billingAdmin });
      else if (end === 'withdrawn') await office.invokes('withdraw-approval', { approval });
      else office.clock.advance(24 * hourMs);
      await asks(review);
      assert.equal(await count('approval-asked'), 2);
      const form = (await office.presses(review, 'Back')).card;
      const order = (await office.presses(form, 'Back')).card;
      const again = (await office.presses((await office.presses(order, way)).card, 'Review', filled)).card;
      await asks(again);
      says(await approves(), 'approval.granted');
      says((await office.presses(again, 'Record')).card, 'setup.existing.recorded');
      assert.equal(await balance(), 500_000_000);
    });
});

describe('credits that there are already, where orders are paid here', () => {
  it('are neither offered nor taken', async () => {
    const office = await new Office().open(undefined, 'operate');
    try {
      const licenses = await office.presses(await office.types('setup'), /Prepaid/);
      const order = (await office.presses(licenses.card, /Continue/)).card;
      assert.equal(
        order.buttons.some(({ title }) => title === way),
        false,
      );
      const chosen = await office.invokes('setup-way', { version: versionOf(order), way: 'existing' });
      says(chosen.card, 'setup.existing.notHere');
      // A draft of before.
      const { drafts } = office.tenant;
      const asIs = async () => (await drafts.read())!;
      await drafts.advance(await asIs(), { way: 'existing' });
      const typed = { currency: 'USD', timeZone: 'UTC', ...filled };
      const form = await office.invokes('setup-existing', { version: (await asIs()).version, ...typed });
      says(form.card, 'setup.existing.notHere');
      says(form.card, 'setup.order.title');
      const existing = {
        ...{ form: { minimum: '', ...typed }, minimum: null, at: office.clock.now(), currency: 'USD', timeZone: 'UTC' },
        ...{ balance: 500_000_000, purchases: [] },
      };
      await drafts.advance(await asIs(), { way: 'existing', step: 'review', existing });
      const recorded = await office.invokes('setup-record', { version: (await asIs()).version });
      says(recorded.card, 'setup.existing.notHere');
      says(recorded.card, 'setup.order.title');
      assert.deepEqual(await office.entries(), []);
    } finally {
      await office.close();
    }
  });
});

const versionOf = (card: ReadCard): number =>
  Number(card.buttons.map(({ data }) => ('version' in data ? data.version : undefined)).find(one => one !== undefined));
