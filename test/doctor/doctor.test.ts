import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';
import { dayMs, hourMs, minuteMs, ok, type Wallet } from '../../core/index.ts';
import { jobs } from '../../bot/app/jobs.ts';
import { Backups } from '../../bot/backups/backups.ts';
import { backupStateOf, type BackupState } from '../../bot/backups/backup-state.ts';
import { lockFolder } from '../../bot/drivers/system/lock.ts';
import { openStores } from '../../bot/drivers/stores/stores.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { examine, type ExaminedBook, type ExaminedDrivers } from '../../bot/doctor/examine.ts';
import { checkPackage } from '../../bot/doctor/package-check.ts';
import { DriverError, lights, observed, type DestinationState, type Observation } from '../../bot/ports/index.ts';
import { RoundWatch } from '../../bot/work/round-watch.ts';
import { at } from '../support/builders.ts';
import { textOf } from '../support/card.ts';
import { CommandLine } from '../support/command-line.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { testLog } from '../support/logs.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { filesOf, textOf as sourceOf } from '../house/imports.ts';

const noon = at('2026-11-26T12:00:00Z');
const clock = new VirtualClock(noon);
const given = { given: ['PORT'], leftOut: [], secretsAsValues: [] };
const healthy: ExaminedDrivers = {
  clock,
  acceptedClock: Object.assign(new VirtualClock(noon), {
    doubt: undefined,
    testimonies: () => Promise.resolve([{ name: 'graph.microsoft.com', at: noon }]),
  }),
  settingsSeen: [given],
  directory: {},
  messenger: {},
  payments: {},
  mailer: undefined,
  heartbeat: undefined,
  publicAddress: undefined,
  store: {},
  backups: undefined,
  credentialsExpire: undefined,
  mayLocate: false,
  isBeta: false,
};
const wallet = { seq: 812, terms: {} } as Wallet;
const channel = { id: 'c', locale: 'en', reference: {}, isSubscribed: true, team: { id: 't' }, name: 'Jane Doe' };
const told: DestinationState = { destination: 'c', toldAt: noon, failing: 0, reason: null };
const book: ExaminedBook = {
  clock,
  ledger: { read: () => Promise.resolve(ok({ wallet, history: {} as never })) },
  logCursors: {
    read: () => Promise.resolve({ getPstnCalls: { until: noon - minuteMs, nightly: null, weekly: null } }),
  },
  callLogs: [{ name: 'getPstnCalls' }],
  conversations: { all: () => Promise.resolve([channel]) },
  matters: { destinations: () => Promise.resolve([told]), earliestDue: () => Promise.resolve(undefined) },
  roundWatch: {
    lastNoted: () => Promise.resolve([{ name: 'deliver', at: noon, isLate: false }]),
    lateSince: () => Promise.resolve(undefined),
  },
  jobs: [],
  rights: { read: () => Promise.resolve({ given: [], narrowed: [], changes: [] }) },
};
const apart = (ms: number): Partial<ExaminedDrivers> => ({
  acceptedClock: Object.assign(new VirtualClock(noon), {
    doubt: undefined,
    testimonies: () => Promise.resolve([{ name: 'PostgreSQL', at: noon - ms }]),
  }),
});
const readUntil = (until: number): Partial<ExaminedBook> => ({
  logCursors: { read: () => Promise.resolve({ getPstnCalls: { until, nightly: null, weekly: null } }) },
});
const matters = (change: Partial<DestinationState>, due?: number): Partial<ExaminedBook> => ({
  matters: {
    destinations: () => Promise.resolve([{ ...told, ...change }]),
    earliestDue: () => Promise.resolve(due),
  },
});
const damaged = { ok: false, refusal: { kind: 'damaged', seq: 6, id: 'x', invariant: 'chain' } } as const;
const other = { ok: false, refusal: { kind: 'other-mode', mode: 'mirror', program: 'sandbox' } } as const;
const refusing = (read: unknown): Partial<ExaminedBook> => ({ ledger: { read: () => Promise.resolve(read as never) } });

/** Backups as they are with that on record. */
const backedUp = (kept: Partial<BackupState>): Partial<ExaminedDrivers> => {
  const state = { store: '0a1b2c3d', since: noon - 9 * dayMs, made: null, failed: null, leaseUntil: null, ...kept };
  const documents = new MemoryDocuments();
  const make = () => Promise.reject(new Error('it changes nothing'));
  const backups = new Backups({ state: backupStateOf(documents), maker: { make }, clock, log: testLog });
  return {
    backups: {
      check: async signal => {
        await backupStateOf(documents).write(state);
        return backups.check(signal);
      },
    },
  };
};
const made = (at: number) => ({ at, file: 'x', bytes: 1 });

interface Broken {
  readonly what: string;
  readonly drivers?: Partial<ExaminedDrivers>;
  readonly book?: Partial<ExaminedBook>;
  readonly seen: string;
}
const broken: readonly Broken[] = [
  {
    what: 'secrets in the environment',
    drivers: { settingsSeen: [{ ...given, secretsAsValues: ['SMTP_URL'] }] },
    seen: 'amber secrets-as-values',
  },
  {
    what: 'a secret whose end nobody knows',
    drivers: { settingsSeen: [{ ...given, given: ['AZURE_CLIENT_SECRET_FILE'] }] },
    seen: 'amber secrets-end-unknown',
  },
  {
    what: 'a secret whose end nobody knows beside a certificate that lasts',
    drivers: { settingsSeen: [{ ...given, given: ['MicrosoftAppPassword'] }], credentialsExpire: noon + 300 * dayMs },
    seen: 'amber secrets-end-unknown',
  },
  {
    what: 'a secret that ends in 20 days',
    drivers: { credentialsExpire: noon + 20 * dayMs },
    seen: 'amber secrets-end-soon',
  },
  { what: 'a secret that has ended', drivers: { credentialsExpire: noon - 1 }, seen: 'red secrets-over' },
  { what: 'a clock two minutes apart', drivers: apart(2 * minuteMs), seen: 'amber clock-apart' },
  { what: 'a clock an hour behind', drivers: apart(-hourMs), seen: 'red clock-wrong' },
  { what: 'no backup for two days', drivers: backedUp({ made: made(noon - 3 * dayMs) }), seen: 'red backup-missing' },
  { what: 'no backup ever', drivers: backedUp({}), seen: 'red backup-missing' },
  {
    what: 'a backup of last night, and one that failed since',
    drivers: backedUp({ made: made(noon - hourMs), failed: { at: noon, failure: 'disk-full' } }),
    seen: 'amber backup-failed',
  },
  {
    what: 'the conversations of another bot',
    book: { ownBot: { check: () => Promise.resolve([observed('teams', 'bot-other', { kept: 'a', given: 'b' })]) } },
    seen: 'red bot-other',
  },
  { what: 'a damaged ledger', book: refusing(damaged), seen: 'red ledger-damaged' },
  { what: 'the ledger of another mode', book: refusing(other), seen: 'red ledger-other-mode' },
  { what: 'an import seven hours old', book: readUntil(noon - 7 * hourMs), seen: 'amber import-late' },
  { what: 'an import two days old', book: readUntil(noon - 2 * dayMs), seen: 'red import-stalled' },
  { what: 'no import yet', book: { logCursors: { read: () => Promise.resolve({}) } }, seen: 'amber import-never' },
  {
    what: 'a channel that takes nothing',
    book: matters({ failing: 3, reason: 'forbidden' }),
    seen: 'amber delivery-failing',
  },
  {
    what: 'a channel that is gone',
    book: { conversations: { all: () => Promise.resolve([{ ...channel, gone: { why: 'removed', at: 1 } }]) } },
    seen: 'amber delivery-failing',
  },
  { what: 'messages that wait', book: matters({}, noon - hourMs), seen: 'red deliveries-late' },
  {
    what: 'a job that does not begin',
    book: {
      roundWatch: {
        lastNoted: () => Promise.resolve([{ name: 'foresee', at: noon - dayMs, isLate: true }]),
        lateSince: () => Promise.resolve(undefined),
      },
    },
    seen: 'red job-late',
  },
  {
    what: 'a round that does not end',
    book: { roundWatch: { lastNoted: () => Promise.resolve([]), lateSince: () => Promise.resolve(noon - dayMs) } },
    seen: 'red round-late',
  },
  {
    what: 'a gateway that fails',
    drivers: { payments: { check: () => Promise.reject(new DriverError('gateway-down', 'of Jane Doe')) } },
    seen: 'amber check-failed',
  },
];

describe('doctor', () => {
  const faultsOf = async ({ drivers, book: changed }: Pick<Broken, 'drivers' | 'book'>) => {
    const diagnosis = await examine({ ...healthy, ...drivers }, { ...book, ...changed });
    assert.doesNotMatch(JSON.stringify(diagnosis), /Jane Doe/);
    return diagnosis.findings.filter(({ light }) => light !== 'green').map(({ light, kind }) => `${light} ${kind}`);
  };

  it('finds nothing where nothing is wrong', async () => {
    const { light, findings } = await examine(healthy, book);
    assert.equal(light, 'green');
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      ['settings-given', 'ledger-reads', 'clock-agrees', 'import-recent', 'delivery-works', 'jobs-in-time'],
    );
  });

  for (const one of broken)
    it(`finds ${one.what}, and nothing else: ${one.seen}`, async () =>
      assert.deepEqual(await faultsOf(one), [one.seen]));

  it('sees the backup of last night, the first to come, and that nothing of the bot’s ends', async () => {
    const settingsSeen = [{ ...given, given: ['MicrosoftAppId', 'MANAGED_IDENTITY_CLIENT_ID'] }];
    const seen = async (drivers: Partial<ExaminedDrivers>) =>
      (await examine({ ...healthy, settingsSeen, ...drivers }, book)).findings
        .filter(({ area }) => area === 'backup' || area === 'credentials')
        .map(({ kind }) => kind);
    assert.deepEqual(await seen(backedUp({ made: made(noon - hourMs) })), ['secrets-none', 'backup-recent']);
    assert.deepEqual(await seen(backedUp({ since: noon })), ['secrets-none', 'backup-awaited']);
  });

  it('is red of Graph, Teams and the database where they say nothing in time', async () => {
    const waiting = new VirtualClock(noon);
    const silent = { check: () => new Promise<never>(() => undefined) };
    const examining = examine(
      { ...healthy, clock: waiting, directory: silent, messenger: silent, store: silent },
      book,
    );
    await new Promise(setImmediate);
    waiting.advance(8000);
    const red = (await examining).findings.filter(({ light }) => light === 'red').map(({ kind }) => kind);
    assert.deepEqual(red, ['graph-unreachable', 'teams-keys-unreachable', 'store-unreachable']);
  });

  it('learns of late jobs from whatever process began them', async () => {
    const documents = new MemoryDocuments();
    const running = new VirtualClock(noon);
    const bot = new RoundWatch(documents, running);
    bot.expect(jobs);
    for (const { name } of jobs) await bot.during(name, () => Promise.resolve());
    const late = async () => (await new RoundWatch(documents, running).lastNoted(jobs)).filter(({ isLate }) => isLate);
    assert.deepEqual(await late(), []);
    running.advance(3 * hourMs);
    assert.ok((await late()).length > 5);
  });

  it('holds a Teams app package to the settings', async () => {
    const botId = 'b0000000-0000-4000-8000-000000000001';
    const manifest = { bots: [{ botId }], validDomains: [] };
    const zip = new yazl.ZipFile();
    zip.addBuffer(Buffer.from(JSON.stringify(manifest)), 'manifest.json');
    zip.end();
    const bytes = await buffer(zip.outputStream);
    const kinds = async (...held: Parameters<typeof checkPackage>): Promise<readonly string[]> =>
      (await checkPackage(...held)).map(({ kind }) => kind);
    assert.deepEqual(await kinds(bytes, botId.toUpperCase()), ['package-fits']);
    assert.deepEqual(await kinds(bytes, undefined), ['package-fits']);
    assert.deepEqual(await kinds(bytes, 'c'), ['package-other-bot']);
    assert.deepEqual(await kinds(Buffer.from('no zip'), botId), ['package-unreadable']);
  });

  it('has no kind that nothing finds', () => {
    const sources = filesOf('bot', '.ts')
      .filter(file => file !== 'bot/ports/check.ts')
      .map(file => sourceOf(file))
      .join('\n');
    assert.deepEqual(
      Object.keys(lights).filter(kind => !sources.includes(`'${kind}'`)),
      [],
    );
  });

  describe('at the command line', () => {
    let line: CommandLine;
    before(async () => (line = await CommandLine.open()));
    after(() => line.close());

    interface Report {
      readonly light: string;
      readonly findings: readonly (Observation & { readonly light: string; readonly do: string | null })[];
      readonly missing: readonly { readonly part: string }[];
    }
    const reportOf = async (settings: Readonly<Record<string, string>> = {}, ...args: readonly string[]) => {
      const { code, out, err } = await line.with(settings).run('doctor', '--json', ...args);
      return { code, err, out, report: JSON.parse(out) as Report };
    };
    const redOf = ({ findings }: Report): readonly string[] =>
      findings.filter(({ light }) => light === 'red').map(({ kind }) => kind);
    const filesIn = async (folder: string): Promise<string> => {
      const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(one => one.isFile());
      const hashes = names.map(async ({ parentPath, name }) => [
        name,
        createHash('sha256')
          .update(await readFile(path.join(parentPath, name)))
          .digest('hex'),
      ]);
      return JSON.stringify((await Promise.all(hashes)).toSorted());
    };

    it('is green in a new sandbox, says what production would still need, and makes nothing', async () => {
      const { code, report } = await reportOf();
      assert.equal(code, 0);
      assert.equal(report.light, 'green');
      assert.ok(report.findings.some(({ kind }) => kind === 'store-new'));
      assert.deepEqual(
        report.missing.map(({ part }) => part),
        ['bot', 'graph', 'public-address', 'mail', 'heartbeat', 'backup', 'metrics'],
      );
      await assert.rejects(readdir(line.dataDir), { code: 'ENOENT' });
    });

    it('is green beside a sandbox’s bot, and changes no byte of its folder', async () => {
      await line.json('buy', '--amount', '100');
      const lock = lockFolder(line.dataDir);
      const before = await filesIn(line.dataDir);
      const { code, report, out } = await reportOf();
      assert.deepEqual([code, report.light], [0, 'amber'], out);
      // Nothing has been imported yet.
      assert.deepEqual(
        report.findings.filter(({ light }) => light !== 'green').map(({ kind }) => kind),
        ['import-never'],
      );
      assert.ok(report.findings.some(({ kind }) => kind === 'bot-runs'));
      assert.equal(await filesIn(line.dataDir), before);
      lock.release();
    });

    it('for people says what to do below what is wrong', async () => {
      const { out } = await line.run('doctor');
      assert.match(out, /^amber {2}Usage import +Calls: not read yet\.\n {2,}Type import/m);
      assert.match(out, /1 to look at/);
    });

    it('names what is wrong with the settings, and no value of any', async () => {
      const settings = {
        SMTP_URL: 'smtp://user:s3cret@nowhere',
        PUBLIC_URL: 'ftp://s3cret',
        MicrosoftAppPassword: 's3cret',
      };
      const { code, report, out, err } = await reportOf(settings);
      assert.equal(code, 1);
      assert.deepEqual([...new Set(redOf(report))], ['setting-wrong']);
      assert.ok(report.findings.length >= 3);
      assert.ok(report.findings.every(one => one.do !== null));
      assert.doesNotMatch(out + err, /s3cret/);
    });

    it('finds a store of a newer version, of an older one, which it leaves as it is, and one that is none', async () => {
      const file = path.join(line.dataDir, 'ledger.sqlite');
      const database = new DatabaseSync(file);
      const { user_version: format } = database.prepare('PRAGMA user_version').get() as { user_version: number };
      database.exec('PRAGMA user_version = 999');
      assert.deepEqual(redOf((await reportOf()).report), ['store-newer']);
      database.exec(`PRAGMA user_version = ${format - 1}`);
      database.close();
      const before = await filesIn(line.dataDir);
      const { code, report } = await reportOf();
      assert.deepEqual([code, report.light, await filesIn(line.dataDir)], [0, 'amber', before]);
      assert.ok(report.findings.some(({ kind }) => kind === 'store-older'));
      const again = new DatabaseSync(file);
      again.exec(`PRAGMA user_version = ${format}`);
      again.close();
      const other = path.join(line.folder, 'other');
      await (await openStores({ dataDir: other }, { clock: systemClock, as: 'operator' })).close();
      await writeFile(
        path.join(other, 'ledger.sqlite'),
        'no database at all, but a text that is long enough to be taken for one'.repeat(99),
      );
      const none = await reportOf({ DATA_DIR: other });
      assert.equal(none.code, 1);
      assert.match(redOf(none.report).join(), /^store-(damaged|failed)$/);
    });

    it('takes a package to look at', async () => {
      const file = path.join(line.folder, 'app.zip');
      await writeFile(file, 'none');
      assert.deepEqual(redOf((await reportOf({}, '--package', file)).report), ['package-unreadable']);
    });
  });

  describe('in chat', () => {
    it('shows an admin the same, in either language, and nobody else', async () => {
      const office = await new Office().open();
      const card = await office.types('doctor', { as: people.billingAdmin });
      // What is well has the color of any text.
      assert.doesNotMatch(JSON.stringify(card.json), /"Good"/);
      const shown = textOf(card);
      assert.match(shown, /Everything that was checked works/);
      assert.match(shown, /LicenseAssignment.{0,8}ReadWrite.{0,8}All works/);
      assert.match(textOf(await office.types('诊断', { as: people.globalAdmin, locale: 'zh-CN' })), /所有检查项均正常/);
      assert.match(textOf(await office.types('doctor', { as: people.reader })), /different role/);
      await office.close();
    });
  });
});
