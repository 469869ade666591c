import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { standingIn, type Matter } from '../../core/index.ts';
import { sandboxTenant } from '../../bot/configuration/tenant-config.ts';
import { openStores } from '../../bot/drivers/stores/stores.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { TenantStores } from '../../bot/ports/index.ts';
import { unzipped } from '../../bot/usage/unzip.ts';
import type { Ledger } from '../../bot/wallets/ledger.ts';
import { allowedMs } from '../support/citus.ts';
import { CommandLine } from '../support/command-line.ts';
import { at, card, money } from '../support/builders.ts';
import { evening, lives, matterOf } from '../support/made-matters.ts';
import { aDatabase } from '../support/postgres.ts';
import { walletsOf } from '../support/wallets.ts';

const sample = path.join(import.meta.dirname, '../data/Calls.Export.1.zip');

type Place = 'a folder' | 'PostgreSQL';

for (const place of ['a folder', 'PostgreSQL'] as const satisfies readonly Place[])
  describe(`a store in ${place} that was lost`, function () {
    this.timeout(allowedMs(60_000));
    let line: CommandLine;
    let lost: CommandLine;
    let restored: CommandLine;
    const drops: (() => Promise<void>)[] = [];
    before(async () => {
      line = await CommandLine.open();
      await mkdir(path.join(line.folder, 'backups'));
      [lost, restored] = [await anotherPlace(), await anotherPlace()];
    });
    after(async () => {
      for (const drop of drops) await drop();
      await line.close();
    });

    async function anotherPlace(): Promise<CommandLine> {
      const BACKUP_DIR = path.join(line.folder, 'backups');
      if (place === 'a folder')
        return line.with({
          BACKUP_DIR,
          DATA_DIR: path.join(line.folder, `data ${drops.push(() => Promise.resolve())}`),
        });
      const database = await aDatabase();
      drops.push(database.drop);
      return line.with({ BACKUP_DIR, DATABASE_URL: database.url });
    }

    /** Works on the store as the bot does. */
    const within = async <Value>(of: CommandLine, work: (own: Opened) => Promise<Value>): Promise<Value> => {
      const stores = await openStores(of.place, { clock: systemClock, as: 'operator' });
      const own = stores.of(sandboxTenant);
      try {
        return await work({ ...own, ledger: walletsOf(own, { clock: systemClock }) });
      } finally {
        await stores.close();
      }
    };

    const told = (of: CommandLine) =>
      within(of, async ({ ledger, rows, journal }) => {
        const read = await ledger.read();
        assert.ok(read.ok);
        const { wallet } = read.value;
        const last = (await journal.entriesAfter(0)).findLast(({ kind }) => kind === 'call-drawn');
        const versions = await rows.versionsOf(last?.id.split('#')[0] ?? '');
        return {
          wallet,
          amiss: standingIn(wallet, at('2026-11-26T00:00:00Z')).map(({ key }) => key),
          totals: await rows.totals(),
          usage: await rows.usage({ days: { first: '2026-01-01', last: '2026-12-31' } }),
          wrong: await rows.wrongSum(),
          versions,
        };
      });

    /** What is amiss, who has seen it, and who has been told what of it. */
    const toldOfMatters = (of: CommandLine) =>
      within(of, async ({ matters }) => ({
        current: await matters.current(),
        destinations: await matters.destinations(),
        due: await matters.earliestDue(),
      }));

    /** Writes a matter over that version, and tells a channel of it. */
    const tells = (of: CommandLine, matter: Matter, from: number) =>
      within(of, async ({ matters }) => {
        assert.equal(await matters.write({ changed: [{ matter, from }], taken: [], retired: [] }), 'written');
        await matters.address(matter.id, matter.version, [{ destination: 'general', dueAt: 1 }]);
        const [post] = await matters.claim({ at: evening, leaseMs: 1000, limit: 1 });
        assert.ok(post);
        await matters.settle({ ...post, toldAt: evening, activityId: 'm1', threadId: 'm1' }, null);
      });

    it('comes back from the night’s backup and the export that was kept elsewhere, and its calls from the log', async () => {
      const [first, second] = await halves(line.folder);
      const all = path.join(line.folder, 'all.csv');
      await lost.json('buy', '--amount', '100', '--at', '2026-07-01', '--reference', 'PO-1');
      await lost.json('import', first);
      const raised = matterOf('low-balance');
      await tells(lost, raised, 0);
      await tells(lost, lives.acknowledged(raised), raised.version);
      const toldByThen = await toldOfMatters(lost);
      const { file } = await lost.json('backup');
      // Life goes on.
      await tells(lost, lives.snoozed(lives.acknowledged(raised)), lives.acknowledged(raised).version);
      await lost.json('import', second);
      await lost.json('buy', '--amount', '200', '--at', '2026-09-15', '--reference', 'PO-2');
      await lost.json('refund', '--invoice', '2', '--amount', '30', '--reference', 'RMA-1');
      const { questions } = (await lost.json('questions')) as { questions: { row: string; currency: string }[] };
      const bills = async (asked: (typeof questions)[number] | undefined): Promise<unknown> =>
        lost.json(
          ...['answer', '--verdict', 'bill', asked?.row ?? ''],
          ...(asked?.currency === 'USD' ? [] : ['--amount', '1.20']),
        );
      // Two that the backup has, and one that came after it.
      await bills(questions[0]);
      await lost.json('answer', '--verdict', 'ignore', questions[1]?.row ?? '');
      await bills(questions.at(-1));
      await within(lost, async ({ ledger }) => {
        const order = {
          kind: 'order',
          id: 'order-1',
          amount: money('$60'),
          method: card,
          isBesideOpen: false,
        } as const;
        assert.ok((await ledger.execute({ kind: 'set-payment-method', id: 'card', method: card }, null)).ok);
        assert.ok((await ledger.execute(order, 'admin')).ok);
      });
      const drawn = (await told(lost)).versions[0]?.row.id ?? '';
      await lost.json('reverse', '--row', drawn);
      await lost.json('import', second);
      const exported = path.join(line.folder, 'credits.ndjson');
      await writeFile(exported, (await lost.run('export', '--format', 'ndjson')).out);
      const before = await told(lost);
      assert.equal(before.wallet.openPayments.length, 1);

      // The disaster; the drill, as the chapter has it.
      const drill = await commandsOf('Backups');
      assert.deepEqual(drill.splice(0, 2), ['backup', 'export --format ndjson > credits.ndjson']);
      const places = new Map([
        ['/backups/credits-1a2b3c4d-20261126T020000Z.backup', String(file)],
        ['credits.ndjson', exported],
        ['calls.csv', all],
      ]);
      const steps = (command = '') => restored.json(...command.split(' ').map(word => places.get(word) ?? word));
      await steps(drill[0]);
      const dry = await steps(drill[1]);
      const done = await steps(drill[2]);
      assert.deepEqual([done['head'], done['replayed']], [before.wallet.head, dry['replayed']]);
      assert.ok(Number(done['awaited']) > 0);
      // Who has seen what is amiss, and been told of it, is as it was at the backup: what came later of that does not come back.
      assert.deepEqual(await toldOfMatters(restored), toldByThen);
      assert.notDeepEqual(await toldOfMatters(lost), toldByThen);
      const after = await told(restored);
      assert.deepEqual([after.wallet, after.amiss], [before.wallet, before.amiss]);
      const { drawn: sum, rowsDrawn } = before.totals;
      assert.deepEqual([after.totals.drawn, after.totals.rowsDrawn, after.wrong], [sum, rowsDrawn, undefined]);
      assert.equal((await steps(drill[3]))['head'], before.wallet.head);

      // The log brings the calls again, none of them twice, and tells whose they were.
      await steps(drill[4]);
      assert.equal(drill.length, 5);
      await restored.json('import', second);
      const whole = await told(restored);
      assert.deepEqual(whole, before);
      assert.deepEqual(await restored.json('balance'), await lost.json('balance'));
      assert.equal((await restored.json('replay', exported))['replayed'], 0);
      await restored.json('buy', '--amount', '50', '--reference', 'PO-9');
      assert.match((await restored.run('replay', exported)).err, /ends at entry \d+, before the store does/);
    });

    it('is not restored from what is cut short, altered, of a later program, or no backup, nor onto something', async () => {
      const folder = path.join(line.folder, 'backups');
      const [name = ''] = await readdir(folder);
      const bytes = await readFile(path.join(folder, name));
      const again = await anotherPlace();
      const refused = async (what: Buffer): Promise<string> => {
        const file = path.join(line.folder, 'wrong.backup');
        await writeFile(file, what);
        const { code, err } = await again.run('restore', file);
        assert.equal(code, 1);
        return err.replace(file, 'it').trim();
      };
      assert.match(await refused(bytes.subarray(0, bytes.length >> 1)), /it is cut short, or is not as it was written/);
      const altered = Buffer.from(bytes);
      altered[bytes.length >> 1] = (altered[bytes.length >> 1] ?? 0) ^ 1;
      assert.match(await refused(altered), /it is cut short, or is not as it was written/);
      assert.match(
        await refused(gzipSync(gunzipSync(bytes).toString().replace('PO-1', 'PO-7'))),
        /not as it was written/,
      );
      assert.match(
        await refused(gzipSync('{"format":"communications-credits-backup","version":2}\n')),
        /later version/,
      );
      assert.match(await refused(gzipSync('{"format":"another"}\n')), /no backup of this program/);
      assert.match(await refused(Buffer.from('UsageId,Call ID')), /no backup of this program/);
      // Nothing of any of these was taken over.
      const good = await again.run('restore', path.join(folder, name));
      assert.equal(good.code, 0, good.err);
      assert.match((await again.run('restore', path.join(folder, name))).err, /something already where it should go/);
    });
  });

interface Opened extends TenantStores {
  readonly ledger: Ledger;
}

/** Every command of a chapter of bot/README.md, in its order. */
async function commandsOf(chapter: string): Promise<string[]> {
  const page = await readFile(path.join(import.meta.dirname, '../../bot/README.md'), 'utf8');
  const text = page.split('\n## ').find(one => one.startsWith(`${chapter}\n`)) ?? '';
  return [...text.matchAll(/^ *npx credits (.*)$/gm)].map(([, command = '']) => command);
}

/** The sample's calls in two files, as two days of a log; and all of them in one. */
async function halves(folder: string): Promise<readonly [string, string]> {
  const archive = await unzipped({ name: 'sample.zip', bytes: await readFile(sample) }, 1 << 26);
  assert.ok(archive.ok);
  const parts = await Array.fromAsync(archive.value[0]?.parts() ?? []);
  const [header = '', ...calls] = Buffer.concat(parts).toString().trimEnd().split('\n');
  const rows = Map.groupBy(calls, line => line.split(',')[0]);
  // Some that are asked about, some that come again or are corrected, and others.
  const lines = [
    ...calls.filter(line => !line.includes(',USD,')).slice(0, 3),
    ...[...rows.values()]
      .filter(({ length }) => length > 1)
      .slice(0, 10)
      .flatMap(again => again.slice(0, 1)),
    ...calls.slice(0, 60),
    ...[...rows.values()]
      .filter(({ length }) => length > 1)
      .slice(0, 10)
      .flatMap(again => again.slice(1)),
    ...calls.filter(line => !line.includes(',USD,')).slice(3, 6),
    ...calls.slice(60, 100),
  ];
  const write = async (name: string, some: readonly string[]): Promise<string> => {
    await writeFile(path.join(folder, name), [header, ...some, ''].join('\n'));
    return path.join(folder, name);
  };
  await write('all.csv', lines);
  return [await write('first.csv', lines.slice(0, 60)), await write('second.csv', lines.slice(60))];
}
