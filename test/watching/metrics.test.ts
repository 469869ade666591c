import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import { startJobs } from '../../bot/app/start-jobs.ts';
import { actions } from '../../bot/app/actions.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { Scheduled } from '../../bot/ports/index.ts';
import { metricTable } from '../../bot/watching/metric-table.ts';
import { Metrics } from '../../bot/watching/metrics.ts';
import { readFacts } from '../../bot/watching/organization-facts.ts';
import { Readiness } from '../../bot/watching/readiness.ts';
import { Survey, type ReadOne } from '../../bot/watching/survey.ts';
import { Office } from '../support/office.ts';

/** The samples of a text, by name and labels; what a histogram's buckets hold is left out. */
const samplesIn = (text: string): ReadonlyMap<string, number> =>
  new Map(
    [...text.matchAll(/^(\w+(?:\{[^}]*\})?) (\S+)$/gm)].flatMap(([, name = '', value]) =>
      name.includes('_bucket') ? [] : [[name, Number(value)] as const],
    ),
  );

describe('what is measured', () => {
  let office: Office;
  let served: Map<string, ReadOne>;
  let metrics: Metrics;

  before(async () => {
    office = new Office();
    served = new Map();
    const survey = new Survey(() => served, office.clock);
    const readiness = new Readiness({
      stores: {
        state: () => Promise.resolve({ isReachable: true, isWritable: true, isMigrated: true, freeBytes: 5e9 }),
      },
      ...{ survey, served: () => served.size, clock: office.clock },
    });
    metrics = new Metrics({
      ...{ version: '1.2.3', survey, readiness, clock: office.clock },
      organizations: () => ({ served: served.size, leftOut: 1 }),
      backedUpAt: () => Promise.resolve(office.clock.now() - 3_600_000),
    });
    office.happened = metrics.take;
    await office.open();
    served.set(office.tenantId, () => readFacts(office.tenant));
    await office.setsUp();
  });
  after(() => office.close());

  const shown = async (kind: 'totals' | 'whole'): Promise<ReadonlyMap<string, number>> => {
    // What was read a moment ago is shown again.
    office.clock.advance(30_000);
    return samplesIn(await metrics.text(kind));
  };

  it('is counted as it happens: turns, commands, HTTP, Graph, commits, deliveries, rounds', async () => {
    await office.types('alerts here');
    await office.types('sandbox spend 90');
    await office.types('colorless green ideas');
    await office.post({ ...office.activity({}), type: 'message', channelId: 'slack' });
    const scheduled: Scheduled[] = [];
    const scheduler = {
      start: (all: readonly Scheduled[]) => {
        scheduled.push(...all);
        const nothing = (): Promise<void> => Promise.resolve();
        return Promise.resolve({ add: nothing, remove: nothing, stop: nothing });
      },
    };
    const failing = { name: 'failing', everyMs: 1, run: () => Promise.reject(new Error('it fails')) };
    await startJobs(scheduler, (_key, work) => work(office.tenant), [failing]);
    await scheduled[0]?.run('');
    await office.tenant.idle();
    const samples = await shown('totals');
    for (const [name, least] of [
      ['credits_turn_seconds_count{kind="message"}', 3],
      ['credits_turn_seconds_count{kind="press"}', 1],
      ['credits_command_seconds_count{command="sandbox"}', 1],
      ['credits_http_answers_total{route="POST /api/messages",code="200"}', 3],
      ['credits_http_answers_total{route="POST /api/messages",code="400"}', 1],
      ['credits_door_refusals_total{code="other-channel"}', 1],
      ['credits_graph_request_seconds_count{outcome="answered"}', 1],
      ['credits_commits_total', 3],
      ['credits_alerts_total{kind="low-balance"}', 1],
      ['credits_deliveries_total{result="delivered"}', 1],
      ['credits_charges_total{outcome="settled"}', 1],
      ['credits_job_seconds_count{job="failing"}', 1],
      ['credits_job_failures_total{job="failing"}', 1],
      ['credits_organizations{state="served"}', 1],
      ['credits_organizations{state="left-out"}', 1],
      ['credits_ledger_verify_ok', 1],
      ['credits_ready{part="store"}', 1],
      ['credits_store_free_bytes', 5e9],
      ['credits_backup_age_seconds', 3600],
      [`credits_build_info{version="1.2.3",node="${process.version}"}`, 1],
    ] as const)
      assert.ok((samples.get(name) ?? 0) >= least, `${name}: ${samples.get(name) ?? 'none'}`);
    assert.ok(!samples.has('credits_ledger_verified_age_seconds'));
    await office.tenant.audits.run();
    assert.equal((await shown('totals')).get('credits_ledger_verified_age_seconds'), 30);
  });

  it('names commands and buttons by our own lists only', async () => {
    const known = new Set<string>([...commands.map(({ name }) => name), ...actions.map(({ verb }) => verb)]);
    const named = [...(await shown('whole')).keys()].flatMap(name => /command="([^"]*)"/.exec(name)?.[1] ?? []);
    assert.ok(named.length > 2);
    assert.deepEqual(
      named.filter(name => !known.has(name)),
      [],
    );
  });

  it('says a failed turn as one, and counts what says "too many requests"', async () => {
    const before = await shown('totals');
    const { directory } = office.tenant;
    const rolesOf = directory.rolesOf.bind(directory);
    directory.rolesOf = () => Promise.reject(new Error('a bug'));
    await office.types('add funds 100');
    directory.rolesOf = rolesOf;
    metrics.take({ kind: 'throttled', api: 'graph' });
    const since = await shown('totals');
    const more = (name: string): number => (since.get(name) ?? 0) - (before.get(name) ?? 0);
    assert.deepEqual([more('credits_turn_failures_total'), more('credits_throttled_total{api="graph"}')], [1, 1]);
  });

  it('names no organization and no balance without the token, and those that are served now with it', async () => {
    const totals = await metrics.text('totals');
    assert.ok(!totals.includes(office.tenantId));
    assert.doesNotMatch(totals, /balance_micros|_organization_/);
    const balance = `credits_organization_balance_micros{tenant="${office.tenantId}",currency="USD"}`;
    assert.equal((await shown('whole')).get(balance), 60_000_000);
    const whole = await metrics.text('whole');
    for (const [name, { help, type }] of Object.entries(metricTable))
      assert.ok(whole.includes(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`), name);
    served.clear();
    assert.ok(!(await metrics.text('whole')).includes(office.tenantId));
    served.set(office.tenantId, () => readFacts(office.tenant));
  });

  it('says of an organization that cannot be read what was known, and that it cannot', async () => {
    await shown('whole');
    served.set(office.tenantId, () => Promise.reject(new Error('no store')));
    const samples = await shown('whole');
    assert.equal(samples.get('credits_survey_failures'), 1);
    assert.equal(samples.get('credits_survey_oldest_seconds'), 30);
    assert.equal(samples.get('credits_ledger_verify_ok'), 1);
    served.set(office.tenantId, () => readFacts(office.tenant));
  });

  it('is read in parts of a thousand organizations, the longest unread first, and of none twice within a while', async () => {
    let reads = 0;
    const facts = await readFacts(office.tenant);
    const many = new Map<string, ReadOne>(
      Array.from({ length: 1000 }, (_, number) => [
        String(number),
        () => {
          reads += 1;
          // One of them takes long: a hundredth of what there is time for.
          office.clock.advance(15);
          return Promise.resolve(facts);
        },
      ]),
    );
    const survey = new Survey(() => many, office.clock);
    await survey.refresh();
    const first = reads;
    assert.ok(first > 90 && first < 120, String(first));
    for (let rounds = 0; survey.facts.size < 1000; rounds += 1) {
      assert.ok(rounds < 20);
      await survey.refresh();
    }
    assert.ok(reads <= 1010, String(reads));
    const fresh = new Survey(() => new Map([['a', many.get('1')!]]), systemClock);
    reads = 0;
    for (let times = 0; times < 50; times += 1) await fresh.refresh();
    assert.equal(reads, 1);
  });
});
