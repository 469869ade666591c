import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { dayMs, minuteMs } from '../../core/index.ts';
import { SandboxGateway } from '../../bot/drivers/sandbox/gateway.ts';
import { adminCenter } from '../../bot/drivers/system/admin-center.ts';
import {
  declineCodes,
  type ChargeRequest,
  type GatewayManner,
  type PaymentNotice,
  type PaymentOutcome,
} from '../../bot/ports/index.ts';
import { card, money } from '../support/builders.ts';
import { gatewayDrivers, type OpenedGateway } from '../support/gateways.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const asked: ChargeRequest = {
  ...{ key: 'order-1', gatewayKey: 'a'.repeat(64), purpose: 'order', amount: money('$100'), currency: 'USD' },
  ...{ method: card, requestedAt: 0 },
};
const recharge: ChargeRequest = { ...asked, key: 'recharge-1', gatewayKey: 'b'.repeat(64), purpose: 'recharge' };

/** An outcome without what each gateway words in its own way. */
function plain(outcome: PaymentOutcome | { readonly kind: 'never-seen' }): string {
  if (outcome.kind === 'settled') return `settled ${outcome.amount / 1e6} ${outcome.currency}`;
  return outcome.kind === 'declined' ? `declined ${outcome.code}` : outcome.kind;
}

/** What the charge answers, how many notices come by then, and what a later question answers, where that differs. */
const failures: readonly (readonly [
  manner: GatewayManner,
  answer: string,
  facts?: { readonly notices?: number; readonly later?: string; readonly of?: ChargeRequest },
])[] = [
  [{ kind: 'as-usual' }, 'settled 100 USD'],
  [{ kind: 'slow' }, 'settled 100 USD'],
  [{ kind: 'drops-line' }, 'failed', { later: 'settled 100 USD' }],
  [{ kind: 'fails-after' }, 'failed', { later: 'settled 100 USD' }],
  [{ kind: 'does-not-know' }, 'unknown'],
  [{ kind: 'asks-card-holder' }, 'needs-card-holder'],
  [{ kind: 'refuses-unattended' }, 'settled 100 USD'],
  [{ kind: 'refuses-unattended' }, 'refused-unattended', { of: recharge }],
  [{ kind: 'other-amount', amount: money('$40') }, 'settled 40 USD'],
  [{ kind: 'other-currency', currency: 'EUR' }, 'settled 100 EUR'],
  [{ kind: 'tells-first' }, 'settled 100 USD', { notices: 1 }],
  [{ kind: 'tells-twice' }, 'settled 100 USD', { notices: 2 }],
  [{ kind: 'tells-out-of-order' }, 'settled 100 USD', { notices: 2 }],
  ...declineCodes.map(code => [{ kind: 'declines', code }, `declined ${code}`] as const),
];

// The contract of a payment gateway that can be told to fail, run on every driver of it.
for (const driver of gatewayDrivers) {
  describe(`the payments of ${driver.name}`, () => {
    let opened: OpenedGateway;
    let notices: PaymentNotice[];
    beforeEach(() => {
      opened = driver.open();
      notices = [];
      opened.gateway.onNotice(notice => {
        notices.push(notice);
        return Promise.resolve();
      });
    });

    const charges = async (one: ChargeRequest): Promise<string> => {
      const { gateway, clock } = opened;
      return plain(await clock.carryOut(gateway.charge(one), () => false));
    };

    for (const [manner, answer, { notices: told = 0, later = answer, of = asked } = {}] of failures) {
      it(`${Object.values(manner).join(' ')}: a ${of.purpose} is ${answer}, and stays so however often it is asked`, async () => {
        await opened.gateway.misbehave(manner);
        assert.equal(await charges(of).catch(() => 'failed'), answer);
        assert.equal(notices.length, told);
        assert.equal(plain(await opened.gateway.outcomeOf(of)), later);
        // The same key is the same charge: nothing is done again.
        assert.equal(await charges(of), later);
        assert.equal(notices.length, told);
      });
    }

    it('knows a charge by its gateway’s key: another book’s is another charge', async () => {
      const other = { ...asked, gatewayKey: 'c'.repeat(64) };
      assert.equal(plain(await opened.gateway.outcomeOf(asked)), 'never-seen');
      await opened.gateway.misbehave({ kind: 'declines', code: 'lost-card' });
      assert.equal(await charges(asked), 'declined lost-card');
      await opened.gateway.misbehave({ kind: 'as-usual' });
      assert.equal(plain(await opened.gateway.outcomeOf(other)), 'never-seen');
      assert.equal(await charges(other), 'settled 100 USD');
    });

    it('takes slow for what it is: 80 seconds', async () => {
      await opened.gateway.misbehave({ kind: 'slow' });
      const before = opened.clock.now();
      await charges(asked);
      assert.equal(opened.clock.now() - before, 80_000);
    });

    it('decides a charge later, and tells of it by itself', async () => {
      const { gateway } = opened;
      assert.equal(await gateway.decideLast({ kind: 'paid' }), undefined);
      for (const manner of [{ kind: 'does-not-know' }, { kind: 'asks-card-holder' }] as const) {
        const one = { ...asked, gatewayKey: manner.kind };
        await gateway.misbehave(manner);
        await charges(one);
        assert.equal(await gateway.decideLast({ kind: 'paid' }), money('$100'));
        assert.equal(plain(await gateway.outcomeOf(one)), 'settled 100 USD');
        await gateway.decideLast({ kind: 'declined', code: 'declined' });
        assert.equal(plain(await gateway.outcomeOf(one)), 'declined declined');
        const events = notices.splice(0).map(notice => gateway.eventIn(notice));
        const about = { key: one.key, gatewayKey: one.gatewayKey };
        assert.deepEqual(
          events,
          ['paid', 'declined'].map(what => ({ ok: true, value: { id: `${manner.kind}/${what}`, ...about } })),
        );
      }
    });

    it('takes no notice for its own that it did not sign as it is, just now', async () => {
      const { gateway, clock } = opened;
      await gateway.tellOfStranger();
      const [notice] = notices;
      assert.ok(notice);
      assert.ok(gateway.eventIn(notice).ok);
      const other = Buffer.from(Buffer.from(notice.body).toString().replaceAll('nobody-knows', 'order-1'));
      const forged = [
        { ...notice, body: other },
        ...['', 'v1=', 't=1,v1=00', notice.signature.replace(/t=\d+/, 't=0'), notice.signature.slice(0, -1)].map(
          signature => ({ ...notice, signature }),
        ),
      ];
      for (const one of forged) assert.deepEqual(gateway.eventIn(one), { ok: false, refusal: 'not-signed' });
      clock.advance(6 * minuteMs);
      assert.deepEqual(gateway.eventIn(notice), { ok: false, refusal: 'not-signed' });
      // A time to come is no better: whoever has it could play it again for long.
      clock.set(clock.now() - dayMs);
      assert.deepEqual(gateway.eventIn(notice), { ok: false, refusal: 'not-signed' });
    });

    it('says what a signed notice lacks, and leaves alone what is about no charge', () => {
      const { gateway, clock } = opened;
      const read = (text: string) => {
        const signed = createHmac('sha256', 'sandbox-gateway').update(`${clock.now()}.${text}`).digest('hex');
        return gateway.eventIn({ body: Buffer.from(text), signature: `t=${clock.now()},v1=${signed}` });
      };
      for (const text of ['', '{', '[]', '{"id":"1"}', '{"id":"1","about":"charge","charge":{"key":""}}'])
        assert.deepEqual(read(text), { ok: false, refusal: 'not-understood' }, text);
      assert.deepEqual(read('{"id":"1","about":"customer","charge":{}}'), { ok: true, value: undefined });
    });

    it('has a label for each of its cards, with its last month as data', async () => {
      const { gateway } = opened;
      for (const method of await gateway.methods()) {
        if (method.kind !== 'card') continue;
        const label = await gateway.cardLabel(method.reference);
        assert.match(label?.expires ?? '2027-01', /^\d{4}-\d\d$/);
        assert.ok(label);
      }
      assert.equal(await gateway.cardLabel('constructor'), undefined);
    });
  });
}

describe('the sandbox’s gateway', () => {
  it('keeps its charges, its manner and its card’s last month over a restart, and forgets them in a reset', async () => {
    const documents = new MemoryDocuments();
    const clock = new VirtualClock(0);
    const one = new SandboxGateway(documents, clock);
    await one.charge(asked);
    await one.misbehave({ kind: 'declines', code: 'over-limit' });
    await one.setCardExpiry('2027-01');
    const two = new SandboxGateway(documents, clock);
    assert.equal(plain(await two.outcomeOf(asked)), 'settled 100 USD');
    assert.equal(plain(await two.charge(recharge)), 'declined over-limit');
    assert.equal((await two.cardLabel('sandbox-card'))?.expires, '2027-01');
    await two.reset();
    assert.equal(plain(await one.outcomeOf(asked)), 'never-seen');
    assert.equal(plain(await one.charge(asked)), 'settled 100 USD');
    assert.equal((await one.cardLabel('sandbox-card'))?.expires, null);
  });
});

describe('the admin center', () => {
  it('charges nothing, knows no outcome, and tells nothing by itself', async () => {
    await assert.rejects(adminCenter.charge(asked), /never charged/);
    assert.equal(plain(await adminCenter.outcomeOf(asked)), 'unknown');
    assert.equal(adminCenter.eventIn({ body: Buffer.from('{}'), signature: '' }).ok, false);
  });
});
