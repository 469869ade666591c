import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { drawPages } from '../../bot/usage/draw-pages.ts';
import { AwaitedCalls } from '../../bot/wallets/awaited-calls.ts';
import type { Ledger } from '../../bot/wallets/ledger.ts';
import { plannedReplay, replay } from '../../bot/wallets/replay.ts';
import { dayMs, identify, type CallRow, type Wallet } from '../../core/index.ts';
import { aCall, at, money, someTerms } from '../support/builders.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { walletsOf } from '../support/wallets.ts';

// A store is lost, a backup of some evening restored, the export replayed, and the log read again, in any order: what was known costs what it cost.
// `LAWS_RUNS` and `LAWS_SEED` as in test/core/laws.test.ts.

const numRuns = Number(process.env['LAWS_RUNS'] ?? 60);
const seed = Number(process.env['LAWS_SEED'] ?? 20_261_126);

type Step =
  | { readonly kind: 'row'; readonly row: CallRow }
  | { readonly kind: 'answer'; readonly verdict: 'bill' | 'ignore'; readonly which: number }
  | { readonly kind: 'reverse'; readonly id: string };

class Life {
  readonly store = new MemoryStore();
  readonly documents = new MemoryDocuments();
  readonly clock = new VirtualClock(at('2026-02-01T00:00:00Z'));
  readonly ledger: Ledger = walletsOf({ journal: this.store, rows: this.store }, { clock: this.clock });

  get awaitedCalls(): AwaitedCalls {
    const { documents, store, clock } = this;
    return new AwaitedCalls({ documents, journal: store, rows: store, clock, hash: sha256 });
  }

  async begins(): Promise<this> {
    const { ledger } = this;
    const terms = { ...someTerms, opensAt: at('2026-01-01T00:00:00Z') };
    assert.ok((await ledger.execute({ kind: 'open-wallet', id: 'open', terms }, null)).ok);
    const boughtAt = at('2026-01-01T00:00:00Z');
    const purchase = { kind: 'buy', id: 'buy', amount: money('$100'), boughtAt, reference: '' } as const;
    assert.ok((await ledger.execute(purchase, null)).ok);
    return this;
  }

  async lives(steps: readonly Step[]): Promise<void> {
    for (const [index, step] of steps.entries()) await this.#does(step, `step-${index}`);
  }

  /** The log is read: a page for each row, or all in one. */
  async reads(rows: readonly CallRow[], pageSize: number, source: 'log' | 'file' = 'file'): Promise<void> {
    const { ledger } = this;
    const awaitedCalls = this.awaitedCalls.from(source);
    async function* pages() {
      for (let from = 0; from < rows.length; from += pageSize) {
        const page = rows.slice(from, from + pageSize);
        yield Promise.resolve({ rows: page, lines: page.map((_, line) => line + 2), bad: [] });
      }
    }
    const imported = await drawPages({ ledger, file: 'log', by: null, awaitedCalls }, pages());
    assert.ok(imported.ok);
    assert.deepEqual(imported.value.rejected, []);
  }

  async wallet(): Promise<Wallet> {
    const read = await this.ledger.read();
    assert.ok(read.ok);
    return read.value.wallet;
  }

  async told(): Promise<object> {
    const { rowsDrawn, drawn } = await this.store.totals();
    return { wallet: await this.wallet(), rowsDrawn, drawn };
  }

  async questions(): Promise<readonly string[]> {
    const held = await this.store.questions({ limit: 1000 });
    return held.map(({ row, version }) => `${row.id}#${version}`).toSorted();
  }

  async #does(step: Step, id: string): Promise<void> {
    this.clock.set(this.clock.now() + 60_000);
    if (step.kind === 'row') return this.reads([step.row], 1);
    if (step.kind === 'reverse') {
      await this.ledger.execute({ kind: 'reverse', id, what: { kind: 'row', id: step.id } }, null);
      return;
    }
    const held = await this.store.questions({ limit: 1000 });
    const asked = held[step.which % Math.max(1, held.length)];
    if (asked === undefined) return;
    const { row, version } = asked;
    const isForeign = row.currency !== 'USD' && step.verdict === 'bill';
    const amount = isForeign ? money('$3') : null;
    const questions = [{ id: row.id, version }];
    const answered = await this.ledger.execute({ kind: 'answer', id, verdict: step.verdict, questions, amount }, null);
    assert.ok(answered.ok);
  }
}

/** The store as the backup after some steps had it, with what the export has more. */
async function restored(lost: Life, steps: readonly Step[], backup: number): Promise<Life> {
  const life = await new Life().begins();
  await life.lives(steps.slice(0, backup));
  life.clock.set(lost.clock.now() + dayMs);
  const { store, documents, awaitedCalls } = life;
  const entries = await lost.store.entriesAfter(0);
  async function* read() {
    for (const entry of entries) yield Promise.resolve(entry);
  }
  const ports = { journal: store, rows: store, documents, hash: sha256, tenant: someTerms.tenant };
  const planned = await plannedReplay(ports, read);
  assert.ok(planned.ok);
  await awaitedCalls.begin(planned.value);
  await replay(ports, planned.value, read);
  return life;
}

const rowsOf = (steps: readonly Step[]): readonly CallRow[] =>
  steps.flatMap(step => (step.kind === 'row' ? [step.row] : []));

const numbers = [
  { caller: '', callee: '' },
  { caller: '+1', callee: '+2' },
  { caller: '+1', callee: '+3' },
];

const someRow = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    start: fc.constantFrom(at('2026-01-10T10:00:00Z'), at('2026-01-11T10:00:00Z')),
    charge: fc.constantFrom(0, money('$1'), money('$5')),
    durationSeconds: fc.constantFrom(60, 120),
    currency: fc.constantFrom('USD', 'USD', 'USD', 'EUR'),
    capability: fc.constantFrom('MCOPSTNPP', 'MCOPSTNPP', 'MCOPSTNPP', 'MCOWHAT'),
    about: fc.constantFrom(...numbers),
  })
  .map(facts => aCall(facts));
const aRow: fc.Arbitrary<Step> = someRow.map(row => ({ kind: 'row', row }));
const anAnswer: fc.Arbitrary<Step> = fc
  .record({ verdict: fc.constantFrom('bill', 'ignore'), which: fc.nat(5) })
  .map(({ verdict, which }) => ({ kind: 'answer', verdict: verdict === 'bill' ? 'bill' : 'ignore', which }));
const aReversal: fc.Arbitrary<Step> = fc.constantFrom('a', 'b').map(id => ({ kind: 'reverse', id }));
const someSteps = fc.array(fc.oneof({ weight: 6, arbitrary: aRow }, anAnswer, aReversal), { maxLength: 10 });

const check = (property: fc.IAsyncProperty<[readonly Step[], number, number]>): Promise<void> =>
  fc.assert(property, { numRuns, seed });

const law = (
  steps: fc.Arbitrary<readonly Step[]>,
  holds: (...given: [readonly Step[], number, number]) => Promise<void>,
) =>
  check(
    fc.asyncProperty(steps, fc.nat(10), fc.integer({ min: 1, max: 3 }), (history, backup, pageSize) =>
      holds(history, Math.min(backup, history.length), pageSize),
    ),
  );

const idOf = (question: string): string => question.split('#')[0] ?? '';

interface Reading {
  readonly pageSize?: number;
  readonly source?: 'log' | 'file';
}

type Order = (rows: readonly CallRow[]) => readonly CallRow[];

/** Of one row's versions the last to arrive stands (L10): they keep their order, the rows do not. */
const orders: readonly Order[] = [
  rows => rows,
  rows => rows.toSorted(({ id: one }, { id: other }) => (one < other ? -1 : Number(one > other))),
  rows => rows.toSorted(({ id: one }, { id: other }) => (one > other ? -1 : Number(one < other))),
  // As the log has them.
  rows => rows.filter(({ id }, index) => !rows.slice(index + 1).some(later => later.id === id)).toReversed(),
];

describe('a log that is read again after a replay', () => {
  const about = { caller: '+1', callee: '+2' };
  const original = aCall({ id: 'a', about });
  const rowStep = (row: CallRow): Step => ({ kind: 'row', row });

  /** What is told once the rows have been read again, after a restore of what was before all of these. */
  async function readAgain(history: readonly Step[], rows: readonly CallRow[], how: Reading = {}): Promise<object> {
    const lost = await new Life().begins();
    await lost.lives(history);
    const life = await restored(lost, history, 0);
    await life.reads(rows, how.pageSize ?? 1, how.source);
    const { drawn } = await life.store.totals();
    return { drawn, questions: (await life.questions()).map(idOf) };
  }

  it('brings no version back that cost nothing before the one that is billed', async () => {
    const [free, billed] = [
      { ...original, charge: 0 },
      { ...original, charge: money('$5') },
    ];
    const told = await readAgain([free, billed].map(rowStep), [free, billed]);
    assert.deepEqual(told, { drawn: BigInt(money('$5')), questions: [] });
  });

  const [free, billed, freeAgain] = [
    { ...original, charge: 0 },
    { ...original, charge: money('$5') },
    { ...original, charge: 0, durationSeconds: 30 },
  ];
  for (const pageSize of [1, 2, 3]) {
    it(`takes a version that costs nothing after the billed one, in pages of ${pageSize}`, async () => {
      const told = await readAgain([free, billed].map(rowStep), [free, billed, freeAgain], { pageSize });
      assert.deepEqual(told, { drawn: 0n, questions: [] });
    });

    it(`knows a version again that cost nothing before the billed one, in pages of ${pageSize}`, async () => {
      const told = await readAgain([free, billed].map(rowStep), [free, billed, free], { pageSize });
      assert.deepEqual(told, { drawn: BigInt(money('$5')), questions: [] });
    });
  }

  it('takes what Microsoft’s own log shows now, which has no earlier versions', async () => {
    const told = await readAgain([free, billed].map(rowStep), [freeAgain], { source: 'log' });
    assert.deepEqual(told, { drawn: 0n, questions: [] });
  });

  it('leaves billed what a file alone has at nothing: it may be of before', async () => {
    const told = await readAgain([free, billed].map(rowStep), [freeAgain]);
    assert.deepEqual(told, { drawn: BigInt(money('$5')), questions: [] });
  });

  it('asks about what was asked about, though it comes before what it looks like', async () => {
    const twin = { ...original, id: 'b' };
    const told = await readAgain([original, twin].map(rowStep), [twin, original]);
    assert.deepEqual(told, { drawn: BigInt(money('$1')), questions: ['b'] });
  });

  it('takes what is newer than all that was known', async () => {
    const [newer, another] = [
      { ...original, charge: money('$5') },
      aCall({ id: 'c', about: { ...about, callee: '+3' } }),
    ];
    const told = await readAgain([original].map(rowStep), [original, newer, another]);
    assert.deepEqual(told, { drawn: BigInt(money('$6')), questions: [] });
  });

  it('is none of another organization, though nothing is recorded here yet', async () => {
    const lost = await new Life().begins();
    const entries = await lost.store.entriesAfter(0);
    async function* read() {
      for (const entry of entries) yield Promise.resolve(entry);
    }
    const { store: journal } = new Life();
    const planned = await plannedReplay({ journal, hash: sha256, tenant: 'fabrikam' }, read);
    assert.deepEqual(planned, { ok: false, refusal: { kind: 'other-tenant', tenant: 'contoso' } });
  });

  it('costs what it cost, in whatever order it comes', async () => {
    await law(someSteps, async (history, backup, pageSize) => {
      const lost = await new Life().begins();
      await lost.lives(history);
      const before = await lost.told();
      for (const order of orders) {
        const life = await restored(lost, history, backup);
        assert.deepEqual(await life.told(), before);
        await life.reads(order(rowsOf(history)), pageSize);
        assert.deepEqual(await life.told(), before);
      }
    });
  });

  it('asks again what was asked, and nothing that was answered', async () => {
    await law(someSteps, async (history, backup, pageSize) => {
      const lost = await new Life().begins();
      await lost.lives(history);
      const before = await lost.questions();
      const life = await restored(lost, history, backup);
      await life.reads(rowsOf(history), pageSize);
      const after = await life.questions();
      assert.deepEqual(
        before.filter(question => !after.includes(question)),
        [],
      );
      // Of several versions nobody can tell any more whether the one that is asked about came before the one that stands, and was replaced by it.
      const more = after.filter(question => !before.includes(question)).map(idOf);
      const isOneVersion = (id: string): boolean =>
        new Set(rowsOf(history).flatMap(row => (row.id === id ? [identify(row, sha256).version] : []))).size === 1;
      assert.deepEqual(more.filter(isOneVersion), []);
    });
  });
});
