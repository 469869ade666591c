import assert from 'node:assert/strict';
import { Budgets, type BudgetChange, type KeptBudget } from '../../bot/tenant/budgets.ts';
import { SettingsStore } from '../../bot/tenant/settings.ts';
import { money } from '../support/builders.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';

const organization = { kind: 'organization' } as const;
const sales = { kind: 'department', name: 'Sales' } as const;
const usd = (amount: string) => ({ amount: money(amount), currency: 'USD' });
let requests = 0;
const asked = (by = 'ann', request = `request-${(requests += 1)}`) => ({ by, at: 1000 + requests, request });

const budgetIn = (change: BudgetChange): KeptBudget => {
  assert.ok(change.kind === 'changed');
  return change.budget;
};

describe('kept budgets', () => {
  let documents: MemoryDocuments;
  let budgets: Budgets;
  beforeEach(() => {
    documents = new MemoryDocuments();
    budgets = new Budgets(documents, new SettingsStore(documents));
  });
  const told = async (): Promise<readonly unknown[]> =>
    (await budgets.live()).map(({ now }) => [
      now.of.kind === 'department' ? now.of.name : now.of.kind,
      now.amount / 1e6,
    ]);

  it('are one of each, with who changed it and when', async () => {
    await budgets.set(organization, usd('$300'), asked());
    await budgets.set(sales, usd('$50'), asked());
    const { versions } = budgetIn(await budgets.set(organization, usd('$200'), asked('bob')));
    assert.deepEqual(await told(), [
      ['organization', 200],
      ['Sales', 50],
    ]);
    assert.deepEqual(
      versions.map(({ amount, by }) => [amount, by]),
      [
        [money('$300'), 'ann'],
        [money('$200'), 'bob'],
      ],
    );
  });

  it('change for nobody who has seen them as they are no more, whatever came between', async () => {
    const seen = budgetIn(await budgets.set(sales, usd('$50'), asked()));
    const once = { ...asked('bob'), seen };
    assert.equal(budgetIn(await budgets.set(sales, usd('$60'), once)).now.amount, money('$60'));
    for (const late of [
      budgets.set(sales, usd('$70'), { ...asked(), seen }),
      budgets.remove(seen.id, { ...asked(), seen }),
      budgets.move(seen.id, 'Support', { ...asked(), seen }),
    ])
      assert.equal((await late).kind, 'gone');
    // What was asked for again has been done.
    assert.equal((await budgets.set(sales, usd('$60'), once)).kind, 'changed');
    assert.deepEqual(await told(), [['Sales', 60]]);
  });

  it('change once for one request, and not at all to what they are', async () => {
    const once = asked();
    const first = budgetIn(await budgets.set(sales, usd('$50'), once));
    await budgets.set(sales, usd('$60'), asked());
    assert.equal(budgetIn(await budgets.set(sales, usd('$50'), once)).now.amount, money('$60'));
    const same = budgetIn(await budgets.set(sales, usd('$60'), asked()));
    assert.equal(same.versions.length, 2);
    const removing = asked();
    await budgets.remove(first.id, removing);
    await budgets.set(sales, usd('$70'), asked());
    await budgets.remove(first.id, removing);
    assert.deepEqual(await told(), [['Sales', 70]]);
  });

  it('come back as they were where the last change is taken back, and only that', async () => {
    const { id, now } = budgetIn(await budgets.set(sales, usd('$50'), asked()));
    const second = budgetIn(await budgets.set(sales, usd('$60'), asked()));
    assert.equal((await budgets.undo(id, now.number, asked())).kind, 'gone');
    const back = budgetIn(await budgets.undo(id, second.now.number, asked()));
    assert.deepEqual(await told(), [['Sales', 50]]);
    await budgets.undo(id, back.now.number, asked());
    assert.deepEqual(await told(), [['Sales', 60]]);
    const gone = budgetIn(await budgets.remove(id, asked()));
    assert.deepEqual(await told(), []);
    await budgets.undo(id, gone.now.number, asked());
    assert.deepEqual(await told(), [['Sales', 60]]);
    const only = budgetIn(await budgets.set(organization, usd('$1'), asked()));
    await budgets.undo(only.id, only.now.number, asked());
    assert.deepEqual(await told(), [['Sales', 60]]);
    assert.equal((await budgets.undo('77', 1, asked())).kind, 'gone');
    assert.equal((await budgets.remove('77', asked())).kind, 'gone');
  });

  it('that were removed and set again are the same ones', async () => {
    const { id } = budgetIn(await budgets.set(sales, usd('$50'), asked()));
    await budgets.remove(id, asked());
    await budgets.remove(id, asked());
    const again = budgetIn(await budgets.set(sales, usd('$50'), asked()));
    assert.deepEqual([again.id, again.versions.map(({ amount }) => amount)], [id, [money('$50'), null, money('$50')]]);
  });

  it('that were removed are passed over where there is another of the same', async () => {
    const { id } = budgetIn(await budgets.set(sales, usd('$50'), asked()));
    const other = budgetIn(await budgets.set({ kind: 'department', name: 'Field Sales' }, usd('$60'), asked()));
    await budgets.remove(other.id, asked());
    await budgets.move(id, 'Field Sales', asked());
    await budgets.set({ kind: 'department', name: 'Field Sales' }, usd('$70'), asked());
    assert.deepEqual(await told(), [['Field Sales', 70]]);
  });

  it('move with a department that is renamed, unless that has one', async () => {
    const { id } = budgetIn(await budgets.set(sales, usd('$50'), asked()));
    const other = budgetIn(await budgets.set({ kind: 'department', name: 'Support' }, usd('$5'), asked()));
    const taken = await budgets.move(id, 'Support', asked());
    assert.ok(taken.kind === 'taken' && taken.budget.id === other.id);
    const moved = budgetIn(await budgets.move(id, 'Field Sales', asked()));
    assert.deepEqual(await told(), [
      ['Field Sales', 50],
      ['Support', 5],
    ]);
    assert.equal(moved.versions.length, 2);
    await budgets.move(id, 'Field Sales', asked());
    assert.equal((await budgets.get(id))?.versions.length, 2);
    // Somebody else has given the old name a budget meanwhile: two of one department there are not.
    await budgets.set(sales, usd('$7'), asked());
    assert.equal((await budgets.undo(id, moved.now.number, asked())).kind, 'taken');
    const { id: whole } = budgetIn(await budgets.set(organization, usd('$9'), asked()));
    assert.equal((await budgets.move(whole, 'Sales', asked())).kind, 'gone');
  });

  it('are as many as one document holds, and old versions are forgotten', async () => {
    await budgets.set(organization, usd('$1'), asked());
    const { id } = budgetIn(await budgets.set(sales, usd('$1'), asked()));
    for (let index = 0; index < 70; index += 1) await budgets.set(sales, usd(`$${index + 2}`), asked());
    assert.equal((await budgets.get(id))?.versions.length, 60);
    assert.equal((await budgets.of(sales))?.now.amount, money('$71'));
    const more = (number: number) => ({
      ...{ number, of: { kind: 'person', key: `p${number}` }, amount: 1, currency: 'USD', by: '', at: 0, request: '' },
    });
    const many = Array.from({ length: 1998 }, (_, index) => [`9${index}`, { versions: [more(index)] }] as const);
    await documents.change('budgets', stored => {
      const kept = stored as { readonly budgets: object };
      return { ...kept, budgets: { ...kept.budgets, ...Object.fromEntries(many) } };
    });
    assert.deepEqual(await budgets.set({ kind: 'person', key: 'one more' }, usd('$1'), asked()), {
      kind: 'too-many',
      most: 2000,
    });
    assert.equal((await budgets.set(sales, usd('$1'), asked())).kind, 'changed');
  });

  it('hold the one that an earlier version kept, until it is changed', async () => {
    const settings = new SettingsStore(documents);
    await settings.change({ billing: 'postpaid', budget: usd('$300') });
    const [kept] = await budgets.live();
    assert.deepEqual([kept?.now.of, kept?.now.amount, kept?.now.by], [organization, money('$300'), '']);
    const changed = budgetIn(await budgets.set(organization, usd('$200'), asked()));
    assert.deepEqual(
      changed.versions.map(({ amount }) => amount),
      [money('$300'), money('$200')],
    );
    await budgets.undo(changed.id, changed.now.number, asked());
    assert.deepEqual(await told(), [['organization', 300]]);
    await budgets.remove(changed.id, asked());
    assert.deepEqual(await told(), []);
    assert.equal((await settings.read()).budget?.amount, money('$300'));
  });

  it('that are changed by many at once are all changed', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        new Budgets(documents, new SettingsStore(documents)).set(
          { kind: 'person', key: `p${index % 10}` },
          usd(`$${index + 1}`),
          asked(),
        ),
      ),
    );
    const live = await budgets.live();
    assert.equal(live.length, 10);
    assert.equal(new Set(live.flatMap(({ versions }) => versions.map(({ number }) => number))).size, 20);
  });

  it('that are damaged hide no others', async () => {
    await budgets.set(organization, usd('$1'), asked());
    await budgets.set(sales, usd('$2'), asked());
    await documents.change('budgets', stored => {
      const kept = stored as { readonly budgets: object };
      return { ...kept, budgets: { ...kept.budgets, '1': { versions: 'none' } } };
    });
    assert.deepEqual(await told(), [['Sales', 2]]);
    await budgets.reset();
    assert.deepEqual(await told(), []);
  });
});
