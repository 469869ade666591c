import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { secondMs, unreachable, type Instant } from '../../core/index.ts';
import type { Clock, Occurrence } from '../ports/index.ts';
import { within } from '../work/within.ts';
import { measuresOf } from './measures.ts';
import { metricTable, type Metric, type MetricName } from './metric-table.ts';
import type { OrganizationFacts } from './organization-facts.ts';
import type { Readiness } from './readiness.ts';
import type { Survey } from './survey.ts';

export interface MetricsNeeds {
  readonly version: string;
  readonly clock: Clock;
  readonly survey: Survey;
  readonly readiness: Pick<Readiness, 'look'>;
  /** When the last good backup of the store was made, or since when there should be one; undefined where none are made. */
  readonly backedUpAt: () => Promise<Instant | undefined>;
  /** How many organizations are served, and how many of the settings are not. */
  readonly organizations: () => { readonly served: number; readonly leftOut: number };
}

/** The whole of it names organizations and their balances; totals do not. */
export type ShownMetrics = 'totals' | 'whole';

/** How long a scrape waits for what is read afresh; after that it is answered with what is known. */
const waitedMs = 2 * secondMs;

type Values = ReadonlyMap<MetricName, readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[]>;

/** Counts what happens, and says it in Prometheus' format. */
export class Metrics {
  readonly #needs: MetricsNeeds;
  readonly #totals = new Registry();
  readonly #organizations = new Registry();
  readonly #counters = new Map<MetricName, Counter>();
  readonly #histograms = new Map<MetricName, Histogram>();
  readonly #gauges = new Map<MetricName, Gauge>();

  constructor(needs: MetricsNeeds) {
    this.#needs = needs;
    for (const [name, metric] of Object.entries(metricTable) as [MetricName, Metric][]) this.#register(name, metric);
    this.#gauges.get('credits_build_info')?.set({ version: needs.version, node: process.version }, 1);
  }

  /** Begins to measure the process itself too: memory, garbage, the lag of its event loop. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.#totals });
  }

  /** Takes what has just happened. */
  take = (occurrence: Occurrence): void => {
    for (const { metric, labels, ms } of measuresOf(occurrence))
      if (ms === undefined) this.#counters.get(metric)?.inc({ ...labels });
      else this.#histograms.get(metric)?.observe({ ...labels }, ms / secondMs);
  };

  /** What a scrape is answered with. */
  async text(shown: ShownMetrics): Promise<string> {
    const { clock, survey, readiness } = this.#needs;
    const [backedUpAt] = await Promise.all([this.#backedUpAt(), within(clock, waitedMs, survey.refresh())]);
    const { parts, freeBytes } = await readiness.look();
    const values: Values = new Map([
      ['credits_ready', Object.entries(parts).map(([part, state]) => [{ part }, state === 'ok' ? 1 : 0] as const)],
      ['credits_store_free_bytes', freeBytes === undefined ? [] : [[{}, freeBytes]]],
      ['credits_backup_age_seconds', backedUpAt === undefined ? [] : [[{}, (clock.now() - backedUpAt) / secondMs]]],
      ...this.#ofProgram(),
      ...totalsOf([...survey.facts.values()]),
      ...eachOf(survey.facts),
    ]);
    for (const [name, rows] of values) {
      const gauge = this.#gauges.get(name);
      gauge?.reset();
      // prom-client sets one without labels to 0, which would be a value.
      gauge?.remove({});
      for (const [labels, value] of rows) gauge?.set(labels, value);
    }
    const totals = await this.#totals.metrics();
    return shown === 'totals' ? totals : `${totals}${await this.#organizations.metrics()}`;
  }

  get contentType(): string {
    return this.#totals.contentType;
  }

  #backedUpAt(): Promise<Instant | undefined> {
    const { clock, backedUpAt } = this.#needs;
    return within(clock, waitedMs, backedUpAt()).catch(() => undefined);
  }

  #ofProgram(): Values {
    const { survey, organizations } = this.#needs;
    const { served, leftOut } = organizations();
    return new Map([
      ['credits_organizations', [[{ state: 'served' }, served] as const, [{ state: 'left-out' }, leftOut] as const]],
      ['credits_survey_oldest_seconds', [[{}, survey.oldestMs / secondMs] as const]],
      ['credits_survey_failures', [[{}, survey.failures] as const]],
    ]);
  }

  #register(name: MetricName, { type, help, labels, buckets, isPrivate }: Metric): void {
    const about = { name, help, labelNames: [...labels], registers: [isPrivate ? this.#organizations : this.#totals] };
    switch (type) {
      case 'counter':
        this.#counters.set(name, new Counter(about));
        return;
      case 'gauge':
        this.#gauges.set(name, new Gauge(about));
        return;
      case 'histogram':
        this.#histograms.set(name, new Histogram({ ...about, buckets: [...(buckets ?? [])] }));
        return;
      default:
        unreachable(type);
    }
  }
}

/** Over all organizations: the worst of each, so that one in a thousand is seen. */
function totalsOf(all: readonly OrganizationFacts[]): Values {
  const worst = (ages: readonly (number | undefined)[]) => {
    const known = ages.filter(age => age !== undefined);
    return known.length === 0 ? [] : [[{}, Math.max(...known) / secondMs] as const];
  };
  const matters = Map.groupBy(
    all.flatMap(({ openMatters }) => openMatters),
    kind => kind,
  );
  const judged = all.flatMap(({ isVerified }) => isVerified ?? []);
  return new Map([
    ['credits_outbox_oldest_seconds', worst(all.map(({ outboxOldestMs }) => outboxOldestMs))],
    ['credits_import_age_seconds', worst(all.map(({ importAgeMs }) => importAgeMs))],
    ['credits_ledger_verify_ok', judged.length === 0 ? [] : [[{}, judged.every(is => is) ? 1 : 0]]],
    ['credits_ledger_verified_age_seconds', worst(all.map(({ verifiedAgeMs }) => verifiedAgeMs))],
    ['credits_jobs_late_seconds', worst(all.map(({ jobsLateMs }) => jobsLateMs))],
    ['credits_open_matters', [...matters].map(([kind, those]) => [{ kind }, those.length] as const)],
  ]);
}

/** Of each organization, by its tenant: those that have ended are not among them. */
function eachOf(facts: ReadonlyMap<string, OrganizationFacts>): Values {
  const each = (value: (of: OrganizationFacts) => number | undefined) =>
    [...facts].flatMap(([tenant, of]) => {
      const number = value(of);
      return number === undefined ? [] : [[{ tenant }, number] as const];
    });
  const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / secondMs);
  const balances = [...facts].flatMap(([tenant, { balance }]) =>
    balance === undefined ? [] : [[{ tenant, currency: balance.currency }, balance.micros] as const],
  );
  return new Map([
    ['credits_organization_outbox_oldest_seconds', each(({ outboxOldestMs }) => seconds(outboxOldestMs))],
    ['credits_organization_import_age_seconds', each(({ importAgeMs }) => seconds(importAgeMs))],
    [
      'credits_organization_ledger_verify_ok',
      each(({ isVerified }) => (isVerified === undefined ? undefined : isVerified ? 1 : 0)),
    ],
    ['credits_organization_jobs_late_seconds', each(({ jobsLateMs }) => seconds(jobsLateMs))],
    ['credits_organization_balance_micros', balances],
  ]);
}
