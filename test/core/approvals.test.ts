import assert from 'node:assert/strict';
import fc from 'fast-check';
import { approvalIdOf, dayMs, endIdOf, hourMs, verify, type Entry, type Proposal } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall, Bench, card, money } from '../support/builders.ts';

const agreement = { kind: 'agreement', number: 'EA-1', purchaseOrder: null } as const;
const order = (amount: string, id = 'big'): Proposal & { kind: 'order' } => ({
  // In the order in which the bench asks.
  ...{ id, kind: 'order', amount: money(amount), method: card, isBesideOpen: true },
});

/** A wallet in which what is above $500 needs a second person, with purchases to give back. */
function guarded(limit = '$500'): Bench {
  const bench = Bench.opened();
  bench.buy('$900');
  bench.buy('$80');
  bench.must({ kind: 'set-payment-method', method: card });
  bench.must({ kind: 'set-approval-limit', limit: money(limit) });
  return bench;
}

const ask = (bench: Bench, proposal: Proposal) =>
  bench.must({ kind: 'ask-approval', id: approvalIdOf(proposal), proposal });
const approving = (proposal: Proposal, more: { readonly asker?: string | null; readonly approver?: string } = {}) => ({
  ...{ kind: 'approve' as const, id: endIdOf(approvalIdOf(proposal), 'granted'), proposal },
  ...{ asker: 'ann', approver: 'ben', ...more },
});
const declining = (proposal: Proposal, by = 'ben') => ({
  ...{ kind: 'decline-approval' as const, id: endIdOf(approvalIdOf(proposal), 'declined') },
  ...{ asked: approvalIdOf(proposal), asker: 'ann', by },
});
const withdrawing = (proposal: Proposal, by = 'ann') => ({
  ...{ kind: 'withdraw-approval' as const, id: endIdOf(approvalIdOf(proposal), 'withdrawn') },
  ...{ asked: approvalIdOf(proposal), asker: 'ann', by },
});

const kindsOf = (entries: readonly Entry[]): readonly string[] => entries.map(({ kind }) => kind);

describe('what is above the limit', () => {
  it('is refused to one person, with the limit and its sum; what is at the limit is not', () => {
    const bench = guarded();
    assert.deepEqual(bench.refused(order('$500.01')), {
      ...{ kind: 'needs-approval', limit: money('$500'), sum: money('$500.01') },
    });
    bench.must(order('$500'));
  });

  it('waits, is no money to come, and is done when another person agrees, in one batch under its own id', () => {
    const bench = guarded();
    ask(bench, order('$600'));
    assert.deepEqual(bench.wallet.openPayments, []);
    assert.equal(bench.refused(order('$600')).kind, 'approval-waits');
    const { entries, effects } = bench.must(approving(order('$600')));
    assert.deepEqual(kindsOf(entries), ['approval-granted', 'payment-requested']);
    assert.equal(entries[1]?.id, 'big');
    assert.deepEqual(
      effects.map(({ kind }) => kind),
      ['charge'],
    );
    assert.deepEqual(bench.wallet.fourEyes?.waiting, []);
  });

  it('is one and the same, whoever asks for it once more', () => {
    const bench = guarded();
    ask(bench, order('$600'));
    bench.must(approving(order('$600')));
    for (const again of [order('$600'), approving(order('$600'), { approver: 'cid' })]) {
      const answer = bench.do(again);
      assert.equal(answer.ok && answer.value.kind, 'repeated');
    }
    assert.equal(bench.wallet.openPayments.length, 1);
  });

  const proposals: readonly (readonly [string, Proposal, number | null])[] = [
    ['a refund', { kind: 'refund', id: 'p', invoice: 1, amount: money('$700') }, money('$700')],
    ['a charge-back', { kind: 'charge-back', id: 'p', invoice: 1, amount: money('$700') }, money('$700')],
    ['a reversed purchase', { kind: 'reverse', id: 'p', what: { kind: 'purchase', invoice: 1 } }, money('$900')],
    ['credits found', { kind: 'reconcile', id: 'p', statedAt: 0, stated: money('$1600') }, money('$1600')],
    [
      'a rule with a large cap',
      {
        ...{ kind: 'set-rule', id: 'p' },
        rule: { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: money('$501') },
      },
      money('$501'),
    ],
    [
      'a rule without a cap',
      {
        ...{ kind: 'set-rule', id: 'p' },
        rule: { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null },
      },
      null,
    ],
    ['another way to pay', { kind: 'set-payment-method', id: 'p', method: agreement }, null],
    ['another limit', { kind: 'set-approval-limit', id: 'p', limit: money('$1000') }, null],
    ['no limit', { kind: 'set-approval-limit', id: 'p', limit: null }, null],
    ['a license taken from 11 people', { kind: 'remove-licenses', id: 'p', people: 11 }, null],
  ];
  for (const [what, proposal, sum] of proposals) {
    it(`may be ${what}`, () => {
      const bench = guarded();
      assert.deepEqual(bench.refused(proposal), { kind: 'needs-approval', limit: money('$500'), sum });
      ask(bench, proposal);
      bench.must(approving(proposal));
      assert.ok(verify(bench.entries, sha256).ok);
    });
  }

  it('may be a charge-back that is reversed, and then is that one alone', () => {
    const bench = guarded();
    const given = { kind: 'charge-back', id: 'bank', invoice: 1, amount: money('$600') } as const;
    ask(bench, given);
    bench.must(approving(given));
    const proposal = { kind: 'reverse', id: 'p', what: { kind: 'return', id: 'bank' } } as const;
    assert.deepEqual(bench.refused(proposal), { kind: 'needs-approval', limit: money('$500'), sum: money('$600') });
    ask(bench, proposal);
    assert.equal(bench.entries.at(-1)?.version, 8);
    bench.must(approving(proposal));
    assert.equal(bench.entries.find(({ id }) => id === 'p')?.kind, 'return-reversed');
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('may be a call or a reconciliation that is reversed', () => {
    const bench = guarded();
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$600') }));
    bench.must({ kind: 'reconcile', id: 'shown', statedAt: bench.now, stated: money('$1') });
    for (const proposal of [
      { kind: 'reverse', id: 'q', what: { kind: 'reconciliation', id: 'shown' } },
      { kind: 'reverse', id: 'p', what: { kind: 'row', id: 'a' } },
    ] as const) {
      if (proposal.id === 'q') {
        bench.must(proposal);
        continue;
      }
      assert.equal(bench.refused(proposal).kind, 'needs-approval');
      ask(bench, proposal);
      bench.must(approving(proposal));
    }
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('is no recharge, no charge-back that a gateway reports, nothing bought elsewhere, and nothing small', () => {
    const bench = guarded('$60');
    const rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$2000'), monthlyCap: money('$60') };
    bench.must({ kind: 'set-rule', rule });
    bench.buy('$5000');
    bench.must({ kind: 'settle', key: 'recharge-1', reference: 'r', reportedBy: 'gateway' });
    bench.must({ kind: 'set-payment-method', method: card });
    bench.must({ kind: 'remove-licenses', people: 10 });
    const large = order('$600');
    ask(bench, large);
    bench.must(approving(large));
    bench.must({ kind: 'settle', key: 'big', reference: 'r', reportedBy: 'gateway' });
    bench.must({ kind: 'decline', key: 'big', reason: 'dispute', takesBack: true });
    assert.equal(bench.entries.find(({ kind }) => kind === 'credits-charged-back')?.version, 5);
    bench.must({ kind: 'settle', key: 'big', reference: 'r', reportedBy: 'gateway', winsBack: true });
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('is nothing where no limit was set, and the first limit needs nobody', () => {
    const bench = Bench.opened();
    bench.must(order('$90000'));
    assert.ok(bench.entries.every(({ version }) => version < 5));
    assert.equal(
      bench.refused({ kind: 'ask-approval', id: 'approval-o', proposal: order('$70', 'o') }).kind,
      'approval-not-needed',
    );
    bench.must({ kind: 'set-approval-limit', limit: 0 });
    const { seq } = bench.wallet;
    bench.must({ kind: 'set-approval-limit', limit: 0 });
    assert.equal(bench.wallet.seq, seq);
    assert.equal(bench.refused(order('$50', 'small')).kind, 'needs-approval');
  });
});

describe('an approval', () => {
  it('is not given by whoever asked, nor where nobody knows any more who did', () => {
    const bench = guarded();
    ask(bench, order('$600'));
    assert.equal(bench.refused(approving(order('$600'), { approver: 'ann' })).kind, 'own-approval');
    assert.equal(bench.refused(approving(order('$600'), { asker: null })).kind, 'asker-unknown');
    assert.equal(bench.refused(declining(order('$600'), 'ann')).kind, 'own-approval');
    assert.equal(bench.refused(withdrawing(order('$600'), 'ben')).kind, 'not-the-asker');
  });

  it('is of what was asked, and of nothing else', () => {
    const bench = guarded();
    ask(bench, order('$600'));
    assert.equal(bench.refused(approving(order('$6000'))).kind, 'approval-not-waiting');
    assert.equal(bench.refused(approving(order('$600', 'other'))).kind, 'approval-not-waiting');
  });

  it('is decided afresh: what is refused by then leaves nothing, and waits on', () => {
    const bench = guarded();
    const proposal: Proposal = { kind: 'refund', id: 'p', invoice: 1, amount: money('$700') };
    ask(bench, proposal);
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$900') }));
    assert.equal(bench.refused(approving(proposal)).kind, 'nothing-to-refund');
    assert.equal(bench.wallet.fourEyes?.waiting.length, 1);
  });

  it('comes too late after 24 hours, whether or not that was recorded', () => {
    const bench = guarded();
    ask(bench, order('$600'));
    bench.now += dayMs - 1;
    const { wallet } = bench;
    bench.now += 1;
    for (const late of [approving(order('$600')), declining(order('$600')), withdrawing(order('$600'))])
      assert.equal(bench.refused(late).kind, 'approval-expired');
    assert.equal(bench.wallet, wallet);
    assert.deepEqual(kindsOf(bench.must({ kind: 'catch-up' }).entries).slice(0, 1), ['approval-expired']);
    assert.equal(bench.refused(approving(order('$600'))).kind, 'approval-not-waiting');
    const again = bench.do({ kind: 'ask-approval', id: 'approval-big', proposal: order('$600') });
    assert.equal(again.ok && again.value.kind, 'repeated');
  });

  it('is asked for under the id of what is proposed, so that it is asked once', () =>
    assert.throws(() => guarded().do({ kind: 'ask-approval', id: 'x', proposal: order('$600') }), /approval-big/));

  it('ends once', () => {
    const ends = {
      granted: approving(order('$600')),
      declined: declining(order('$600')),
      withdrawn: withdrawing(order('$600')),
    };
    for (const [one, first] of Object.entries(ends))
      for (const [other, second] of Object.entries(ends)) {
        const bench = guarded();
        ask(bench, order('$600'));
        bench.must(first);
        const answer = bench.do(second);
        if (one === other) assert.equal(answer.ok && answer.value.kind, 'repeated');
        else assert.equal(!answer.ok && answer.refusal.kind, 'approval-not-waiting');
      }
  });

  it('is asked for and given at once from the command line, by two people', () => {
    const bench = guarded();
    const both = { kind: 'ask-and-approve', id: 'approval-big', proposal: order('$600'), asker: 'root' } as const;
    assert.equal(bench.refused({ ...both, approver: 'root' }).kind, 'own-approval');
    assert.deepEqual(kindsOf(bench.must({ ...both, approver: 'ben' }).entries), [
      ...['approval-asked', 'approval-granted', 'payment-requested'],
    ]);
    const again = bench.do({ ...both, approver: 'cid' });
    assert.equal(again.ok && again.value.kind, 'repeated');
    assert.ok(verify(bench.entries, sha256).ok);
  });
});

// Laws of four eyes, over histories of two people and more, and a clock that goes on.

type Move =
  | { readonly kind: 'order' | 'ask'; readonly which: number; readonly units: number }
  | { readonly kind: 'approve' | 'decline' | 'withdraw'; readonly which: number; readonly who: number }
  | { readonly kind: 'limit'; readonly units: number }
  | { readonly kind: 'wait'; readonly hours: number };

const which = fc.nat({ max: 3 });
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('order' as const, 'ask' as const),
    which,
    units: fc.integer({ min: 50, max: 900 }),
  }),
  fc.record({ kind: fc.constantFrom('approve' as const, 'decline' as const, 'withdraw' as const), which, who: which }),
  fc.record({ kind: fc.constant('limit' as const), units: fc.integer({ min: 0, max: 700 }) }),
  fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 20 }) }),
);
const people = ['ann', 'ben', 'cid', 'dee'] as const;

/** Plays moves on a bench; who asked is remembered beside it, as the shell does. */
function play(
  bench: Bench,
  moves: readonly Move[],
): { readonly askers: Map<string, string>; readonly approvers: Map<string, string> } {
  const askers = new Map<string, string>();
  const approvers = new Map<string, string>();
  const proposals = new Map<string, Proposal>();
  moves.forEach((one, index) => {
    switch (one.kind) {
      case 'order':
        bench.do(order(`$${one.units}`, `alone-${index}`));
        break;
      case 'ask': {
        const proposal = order(`$${one.units}`, `asked-${one.which}`);
        const asked = bench.do({ kind: 'ask-approval', id: approvalIdOf(proposal), proposal });
        if (!asked.ok || asked.value.kind === 'repeated') break;
        askers.set(approvalIdOf(proposal), people[one.which % 4] ?? '');
        proposals.set(approvalIdOf(proposal), proposal);
        break;
      }
      case 'approve':
      case 'decline':
      case 'withdraw': {
        const asked = `approval-asked-${one.which}`;
        const proposal = proposals.get(asked) ?? order('$900', `asked-${one.which}`);
        const who = people[one.who] ?? '';
        const asker = askers.get(asked) ?? null;
        const done =
          one.kind === 'approve'
            ? bench.do(approving(proposal, { asker, approver: who }))
            : bench.do({ ...(one.kind === 'decline' ? declining(proposal, who) : withdrawing(proposal, who)), asker });
        if (one.kind === 'approve' && done.ok && done.value.kind === 'decided') approvers.set(asked, who);
        break;
      }
      case 'limit':
        bench.do({ kind: 'set-approval-limit', id: `limit-${index}`, limit: money(`$${one.units}`) });
        break;
      case 'wait':
        bench.now += one.hours * hourMs;
        bench.do({ kind: 'catch-up' });
        break;
    }
  });
  return { askers, approvers };
}

const law = (name: string, hold: (bench: Bench, played: ReturnType<typeof play>) => void): void =>
  void it(`law: ${name}`, () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 25 }), moves => {
        const bench = guarded();
        hold(bench, play(bench, moves));
      }),
      { numRuns: Number(process.env['LAWS_RUNS'] ?? 100), seed: Number(process.env['LAWS_SEED'] ?? 20_261_126) },
    );
  }).timeout(60_000);

describe('four eyes', () => {
  law('nobody approves their own', (_bench, { askers, approvers }) => {
    for (const [asked, who] of approvers) assert.notEqual(askers.get(asked), who);
  });

  law('nothing above the limit moves without two', bench => {
    let limit: number | null = null;
    for (const [place, entry] of bench.entries.entries()) {
      if (entry.kind === 'payment-requested' && limit !== null && entry.facts.amount > limit)
        assert.deepEqual(
          [bench.entries[place - 1]?.kind, bench.entries[place - 1]?.id],
          ['approval-granted', `approval-${entry.id}/granted`],
        );
      if (entry.kind === 'approval-limit-set') ({ limit } = entry.facts);
    }
  });

  law('what expired, was declined or withdrawn never moves, and each ends once', bench => {
    const ended = new Map<string, string>();
    for (const entry of bench.entries)
      switch (entry.kind) {
        case 'approval-granted':
        case 'approval-declined':
        case 'approval-withdrawn':
        case 'approval-expired':
          assert.equal(ended.get(entry.facts.asked), undefined);
          ended.set(entry.facts.asked, entry.kind);
          break;
        case 'payment-requested':
          if (entry.id.startsWith('asked')) assert.equal(ended.get(`approval-${entry.id}`), 'approval-granted');
          break;
        default:
          break;
      }
  });

  law('the journal verifies, and every proposal that waits is younger than a day', bench => {
    const verified = verify(bench.entries, sha256);
    assert.deepEqual(verified.ok && verified.value, bench.wallet);
    bench.do({ kind: 'catch-up' });
    for (const { until } of bench.wallet.fourEyes?.waiting ?? [])
      assert.ok(until > bench.now && until <= bench.now + dayMs);
  });
});
