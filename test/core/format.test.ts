import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashOf, lineOf, verify, type Entry } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { jsonLine } from '../../bot/work/json-lines.ts';

// What core/FORMAT.md says: journals that were written down once, with every kind of entry in every version, and a program in another language.

/** Of each kind the versions that an entry of it may have; with a clock that was set back any may be 3. */
const versions: Readonly<Record<Entry['kind'], readonly Entry['version'][]>> = {
  'wallet-opened': [1, 3, 4],
  'opening-moved': [2, 4],
  'credits-bought': [1],
  'payment-requested': [1, 3, 6],
  'payment-settled': [1, 6],
  'payment-linked': [6],
  'payment-declined': [1, 6],
  'payment-cancelled': [6],
  'payment-left-unknown': [1, 7],
  'call-drawn': [1, 3],
  'call-reversed': [1],
  'questions-answered': [1],
  'credits-refunded': [1],
  'credits-charged-back': [1, 5],
  'charge-back-reversed': [7],
  'purchase-reversed': [1],
  'return-reversed': [8],
  'balance-reconciled': [1],
  'reconciliation-reversed': [1],
  'lots-expired': [1],
  'rule-set': [1, 3, 5, 6],
  'thresholds-set': [5],
  'payment-method-set': [1],
  'backup-method-set': [6],
  'recharge-evaluated': [1, 3, 6],
  'alert-raised': [1, 3],
  'alert-ended': [1],
  'mode-adopted': [3],
  'rows-erased': [3],
  'clock-moved': [1],
  'approval-limit-set': [5],
  'approval-asked': [5, 6, 8],
  'approval-granted': [5],
  'approval-declined': [5],
  'approval-withdrawn': [5],
  'approval-expired': [5],
};

const heads = {
  approvals: '148600cba04ff022cf90274cf9fdd1791cec55d0f7f979edae4b012ec4ece7a0',
  'led-on': 'b83480669d6c80aabbc6b8e1364ff88028b8f49f0d676633d8656b41ab52be66',
  'led-on-twice': '64213650c33e9cfdb1909ccb43b87c0ee6fe8b0a172520a21b6d3cf5c489537a',
  mirror: 'beb5cb1b7d67d5fc80542edd436291b82b7d52d6a3d3a821c9411678ab12d1c2',
  operate: '5e48021b6c83ef05438db813be900ccec847ba82afe64e8bd65b25c02df6d337',
  reversed: '06eac325457e4a330383dacb58e7af747d1ac673cb89cca4bbb2acc64292dd68',
  sandbox: '6ccfee9d05f13927b22728da994e64a9cffb087cd284f499d0372352a36113a1',
  'won-back': 'd5b4d2ed85e56a9e8540fe935bb17a35299794c00f411f335de385a8bf3ae295',
};
type Name = keyof typeof heads;
const names = Object.keys(heads) as readonly Name[];

const folder = path.join(import.meta.dirname, '../data/journals');
const fileOf = (name: string): string => path.join(folder, `${name}.ndjson`);
const linesOf = (name: Name): readonly string[] => readFileSync(fileOf(name), 'utf8').trimEnd().split('\n');
const entriesOf = (name: Name): readonly Entry[] => linesOf(name).map(line => JSON.parse(line) as Entry);
const written = readFileSync(path.join(import.meta.dirname, '../../core/FORMAT.md'), 'utf8');

describe('the format of a journal', () => {
  for (const name of names)
    it(`is what it was when it was written down: ${name}`, () => {
      const entries = entriesOf(name);
      const verified = verify(entries, sha256);
      assert.equal(verified.ok && verified.value.head, heads[name]);
      for (const [index, line] of linesOf(name).entries()) {
        const entry = entries[index]!;
        assert.equal(jsonLine(entry), line);
        assert.deepEqual(JSON.parse(lineOf(entry)), entry);
        assert.equal(hashOf(entry, sha256), entry.hash);
      }
    });

  it('is written down with every kind in every version', () => {
    const found = new Set(names.flatMap(name => entriesOf(name).map(({ kind, version }) => `${kind} ${version}`)));
    const all = Object.entries(versions).flatMap(([kind, some]) => some.map(version => `${kind} ${version}`));
    assert.deepEqual([...found].toSorted(), all.toSorted());
    assert.deepEqual(readdirSync(folder).toSorted(), names.map(name => `${name}.ndjson`).toSorted());
  });

  it('stands in FORMAT.md with every kind, and every field of its facts', () => {
    const words = new Set([...written.matchAll(/[\w-]+/g)].map(([word]) => word));
    const fields = (value: unknown): readonly string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([name, inner]) => [name, ...fields(inner)])
        : [];
    for (const name of names)
      for (const { kind, facts } of entriesOf(name))
        for (const word of [kind, ...fields(facts)])
          assert.ok(words.has(word) || /^\d+$/.test(word), `${kind}: ${word}`);
    for (const kind of Object.keys(versions)) assert.match(written, new RegExp(`\`${kind}\``));
  });
});

/** Sealed anew from that place on, as somebody would who may write the file. */
function resealed(entries: readonly Entry[], change: (entry: Entry) => unknown, isMeant: (entry: Entry) => boolean) {
  let previous = '';
  const place = entries.findIndex(isMeant);
  return entries.map((entry, index) => {
    const changed = index === place ? { ...entry, ...(change(structuredClone(entry)) as object) } : entry;
    const sealed = { ...changed, previous, hash: hashOf({ ...changed, previous }, sha256) };
    previous = sealed.hash;
    return sealed;
  });
}

const isOf =
  (kind: Entry['kind'], nth = 0) =>
  (entry: Entry): boolean =>
    entry.kind === kind && nth-- === 0;
const withFacts = (facts: object) => (entry: Entry) => ({ facts: { ...entry.facts, ...facts } });
const withPosting = (index: number, posting: object) => (entry: Entry) => ({
  postings: entry.postings.map((leg, place) => (place === index ? { ...leg, ...posting } : leg)),
});
const moved = (entry: Entry, by: number) => ({
  postings: entry.postings.map(leg => ({ ...leg, amount: leg.amount + Math.sign(leg.amount) * by })),
});

/** Each a journal in which one thing is wrong, and where the other program is to find it. */
const breakages: Readonly<Record<string, readonly [file: string, found: RegExp]>> = (() => {
  const good = entriesOf('operate');
  const lines = linesOf('operate');
  const text = (all: readonly unknown[]): string => all.map(jsonLine).join('\n');
  const sealed = (change: (entry: Entry) => unknown, isMeant: (entry: Entry) => boolean): string =>
    text(resealed(good, change, isMeant));
  return {
    'an entry is missing': [lines.toSpliced(4, 1).join('\n'), /entry 5: a gap in seq/],
    'an entry is changed': [lines.join('\n').replace('expired-card', 'expired_card'), /: the hash/],
    'a link of the chain': [text(good.with(6, { ...good[6]!, previous: 'f'.repeat(64) })), /entry 7: the chain/],
    'a number with a fraction': [lines.join('\n').replace('"seq":9,', '"seq":9.0,'), /entry 9: 9.0 is not a whole/],
    'a field that there is not': [sealed(withFacts({ name: 'Ann' }), isOf('rule-set')), /the form of its kind/],
    'a newer version': [sealed(() => ({ version: 9 }), isOf('rule-set')), /a known version/],
    'another version': [sealed(() => ({ version: 2 }), isOf('credits-refunded')), /the version/],
    'an id twice': [sealed(() => ({ id: 'order-1' }), isOf('rule-set')), /an id twice/],
    'recorded before': [sealed(() => ({ recordedAt: 1 }), isOf('credits-refunded')), /recorded in order/],
    'one leg': [sealed(withPosting(0, { amount: -1 }), isOf('credits-bought')), /sum to zero/],
    'an amount': [sealed(entry => moved(entry, 1), isOf('credits-bought')), /what was paid in/],
    'a cost': [sealed(withFacts({ cost: 7 }), isOf('call-drawn')), /usage is what the call costs/],
    'what it cost before': [sealed(withFacts({ was: { start: 1, cost: 7 } }), isOf('call-drawn')), /cost before/],
    'an invoice': [
      sealed(
        entry => withFacts({ invoice: { ...(entry.facts as { invoice: object }).invoice, number: 9 } })(entry),
        isOf('credits-bought'),
      ),
      /its invoice/,
    ],
    'what was given back': [sealed(withFacts({ amount: 1 }), isOf('credits-refunded')), /given back/],
    'a key': [sealed(withFacts({ gatewayKey: '' }), isOf('payment-requested')), /the gateway's key/],
    'a payment of nobody': [sealed(withFacts({ key: 'x' }), isOf('payment-settled')), /was asked for/],
    'another lot pays': [
      text(resealed(entriesOf('mirror'), withPosting(2, { account: 'lot:3' }), isOf('call-drawn'))),
      /what lot:. paid/,
    ],
    'what was owed': [
      text(resealed(entriesOf('sandbox'), entry => ({ postings: entry.postings.slice(0, 2) }), isOf('call-drawn'))),
      /what lot:1 paid/,
    ],
    'what has expired': [sealed(entry => moved(entry, -1), isOf('lots-expired')), /of what is over/],
    'a refund reversed that there is not': [
      text(resealed(entriesOf('reversed'), withFacts({ returned: 'x' }), isOf('return-reversed'))),
      /given back and stands/,
    ],
    'a book led on': [
      text(resealed(entriesOf('led-on'), () => ({ digest: 'x' }), isOf('payment-settled'))),
      /the book that it leads on/,
    ],
  };
})();

describe('a program in another language, by FORMAT.md alone', () => {
  const program = path.join(import.meta.dirname, 'verify_journal.py');
  const run = (files: readonly string[]) => spawnSync('python3', [program, ...files], { encoding: 'utf8' });
  before(function () {
    if (run([fileOf('sandbox')]).error === undefined) return;
    if (process.env['ORACLES'] === 'required') throw new Error('python3 is not installed');
    this.skip();
  });

  it('comes to the same heads', () => {
    const earlier = ['operate', 'mirror', 'locked'].map(name => path.join(folder, `../journal-2-${name}.ndjson`));
    const { status, stdout } = run([...names.map(fileOf), ...earlier]);
    assert.equal(status, 0, stdout);
    for (const head of Object.values(heads)) assert.match(stdout, new RegExp(head));
  });

  it('finds what was planted', async () => {
    const planted = await mkdtemp(path.join(tmpdir(), 'journals-'));
    const files = Object.keys(breakages).map((_, index) => path.join(planted, `${index}.ndjson`));
    await Promise.all(Object.values(breakages).map(([text], index) => writeFile(files[index]!, text)));
    const { status, stdout } = run(files);
    await rm(planted, { recursive: true });
    assert.equal(status, 1);
    const told = stdout.trimEnd().split('\n');
    for (const [index, [what, [, found]]] of Object.entries(breakages).entries())
      assert.match(`${what}: ${told[index]}`, found);
  });
});
