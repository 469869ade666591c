import assert from 'node:assert/strict';
import fc from 'fast-check';
import { approvalIdOf, endIdOf, hourMs, verify, type Entry, type Instant, type Proposal } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { CommandResult, Ledger, Request } from '../../bot/wallets/ledger.ts';
import { at, card, money, someTerms } from '../support/builders.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { walletsOf } from '../support/wallets.ts';
import { Machine, PowerCut } from '../core/simulator/machine.ts';

// Two replicas of the bot's own ledger on one store; each may lose its power before or after any write, and begins anew.

type Act =
  | { readonly kind: 'ask'; readonly which: number; readonly units: number }
  | { readonly kind: 'order'; readonly which: number; readonly units: number }
  | { readonly kind: 'approve' | 'decline' | 'withdraw'; readonly which: number; readonly who: number }
  | { readonly kind: 'wait'; readonly hours: number };
interface Step {
  readonly act: Act;
  /** On which replica, and after how many writes that dies; on the other at the same time too, if they are twins. */
  readonly replica: 0 | 1;
  readonly diesIn: number;
  readonly isTwin: boolean;
}

const which = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.oneof(
    fc.record({ kind: fc.constantFrom('ask', 'order'), which, units: fc.integer({ min: 50, max: 300 }) }),
    fc.record({ kind: fc.constantFrom('approve', 'approve', 'decline', 'withdraw'), which, who: which }),
    fc.record({ kind: fc.constant('wait'), hours: fc.integer({ min: 1, max: 15 }) }),
  ),
  replica: fc.constantFrom(0, 1),
  diesIn: fc.oneof(fc.constant(99), fc.nat({ max: 3 })),
  isTwin: fc.boolean(),
});
const people = ['ann', 'ben', 'cid'] as const;
const limit = money('$100');

class Replicas {
  readonly store = new MemoryStore();
  now: Instant = at('2026-01-10T08:00:00Z');
  readonly proposals = new Map<number, Proposal>();
  readonly #machines = [new Machine(), new Machine()];
  #ledgers: Ledger[] = [];

  constructor() {
    this.#ledgers = this.#machines.map(machine => this.#boot(machine));
  }

  #boot(machine: Machine): Ledger {
    return walletsOf({ journal: machine.journal(this.store), rows: this.store }, { clock: { now: () => this.now } });
  }

  /** As a person would: what was lost with the power is asked again, of the other. */
  async does(request: Request, by: string | null, { replica, diesIn, isTwin }: Omit<Step, 'act'>): Promise<void> {
    this.#machines[replica]!.dieIn(diesIn);
    const asked = [replica, ...(isTwin ? [1 - replica] : [])].map(async one => {
      try {
        return await this.#ledgers[one]!.execute(request, by);
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
        return undefined;
      }
    });
    const answers = await Promise.all(asked);
    for (const [index, machine] of this.#machines.entries())
      if (machine.isDead) {
        this.#machines[index] = new Machine();
        this.#ledgers[index] = this.#boot(this.#machines[index]);
      } else machine.dieIn(Infinity);
    if (answers.includes(undefined)) await this.again(request, by, 1 - replica);
  }

  again(request: Request, by: string | null, replica: number): Promise<CommandResult> {
    return this.#ledgers[replica]!.execute(request, by);
  }
}

const order = (act: { readonly which: number; readonly units: number }, id: string): Proposal => ({
  ...{ kind: 'order', id, amount: money(`$${act.units}`), method: card, isBesideOpen: true },
});

async function lived(steps: readonly Step[]): Promise<Replicas> {
  const replicas = new Replicas();
  await replicas.again({ kind: 'open-wallet', id: 'open', terms: someTerms }, null, 0);
  await replicas.again({ kind: 'set-approval-limit', id: 'limit', limit }, null, 0);
  for (const [index, { act, ...how }] of steps.entries()) {
    if (act.kind === 'wait') {
      replicas.now += act.hours * hourMs;
      await replicas.does({ kind: 'catch-up', id: `catch-up-${index}` }, null, how);
      continue;
    }
    if (act.kind === 'order') {
      await replicas.does(order(act, `order-${index}`), 'ann', how);
      continue;
    }
    const asked = `approval-proposed-${act.which}`;
    if (act.kind === 'ask') {
      const proposal = replicas.proposals.get(act.which) ?? order(act, `proposed-${act.which}`);
      replicas.proposals.set(act.which, proposal);
      await replicas.does(
        { kind: 'ask-approval', id: approvalIdOf(proposal), proposal },
        people[act.which] ?? null,
        how,
      );
      continue;
    }
    const entry = await replicas.store.entry(asked);
    if (entry?.kind !== 'approval-asked') continue;
    const [actor] = await replicas.store.actorsOf([entry.seq]);
    const by = people[act.who] ?? '';
    const { proposal } = entry.facts;
    const asker = actor?.person ?? null;
    if (act.kind === 'approve')
      await replicas.does({ kind: 'approve', id: endIdOf(asked, 'granted'), proposal, asker, approver: by }, by, how);
    else {
      const end = act.kind === 'decline' ? 'declined' : 'withdrawn';
      await replicas.does({ kind: `${act.kind}-approval`, id: endIdOf(asked, end), asked, asker, by }, by, how);
    }
  }
  return replicas;
}

const ends = new Set<Entry['kind']>([
  'approval-granted',
  'approval-declined',
  'approval-withdrawn',
  'approval-expired',
]);

describe('four eyes on two replicas, with a power cut at any write', () => {
  it('law: nobody approves their own; nothing above the limit moves without two; each ends once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async steps => {
        const { store } = await lived(steps);
        const entries = await store.entriesAfter(0);
        assert.ok(verify(entries, sha256).ok);
        const actors = new Map(
          (await store.actorsOf(entries.map(({ seq }) => seq))).map(({ seq, person }) => [seq, person]),
        );
        const over = new Map<string, Entry['kind']>();
        const asked = new Map<string, string | undefined>();
        for (const entry of entries) {
          if (entry.kind === 'approval-asked') asked.set(entry.id, actors.get(entry.seq));
          if (entry.kind === 'approval-granted') assert.notEqual(actors.get(entry.seq), asked.get(entry.facts.asked));
          if (ends.has(entry.kind)) {
            const of = (entry.facts as { asked: string }).asked;
            assert.equal(over.get(of), undefined);
            over.set(of, entry.kind);
          }
          if (entry.kind === 'payment-requested' && entry.facts.amount > limit)
            assert.equal(over.get(`approval-${entry.id}`), 'approval-granted');
        }
        // What was granted was done, and nothing else that was asked for.
        for (const [id, end] of over)
          assert.equal(
            entries.some(({ id: one }) => `approval-${one}` === id),
            end === 'approval-granted',
          );
      }),
      { numRuns: Number(process.env['LAWS_RUNS'] ?? 60), seed: Number(process.env['LAWS_SEED'] ?? 20_261_126) },
    );
  }).timeout(60_000);
});
