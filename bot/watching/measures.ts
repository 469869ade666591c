import { unreachable } from '../../core/index.ts';
import type { Occurrence } from '../ports/index.ts';
import type { MetricName } from './metric-table.ts';

/** One more of something, by its labels; of a histogram, how long it took. */
export interface Measure {
  readonly metric: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly ms?: number;
}

/** What is to be counted of something that has happened. */
export function measuresOf(occurrence: Occurrence): readonly Measure[] {
  switch (occurrence.kind) {
    case 'turn':
      return [{ metric: 'credits_turn_seconds', labels: { kind: occurrence.of }, ms: occurrence.ms }];
    case 'turn-failed':
      return [{ metric: 'credits_turn_failures_total', labels: {} }];
    case 'command':
      return [{ metric: 'credits_command_seconds', labels: { command: occurrence.name }, ms: occurrence.ms }];
    case 'http-answer': {
      const labels = { route: occurrence.route, code: String(occurrence.status) };
      return [{ metric: 'credits_http_answers_total', labels }];
    }
    case 'turned-away':
      return [{ metric: 'credits_door_refusals_total', labels: { code: occurrence.code } }];
    case 'delivery':
      return [{ metric: 'credits_deliveries_total', labels: { result: occurrence.result } }];
    case 'throttled':
      return [{ metric: 'credits_throttled_total', labels: { api: occurrence.api } }];
    case 'graph-request':
      return [{ metric: 'credits_graph_request_seconds', labels: { outcome: occurrence.outcome }, ms: occurrence.ms }];
    case 'charge':
      return [{ metric: 'credits_charges_total', labels: { outcome: occurrence.outcome } }];
    case 'commit':
      return [
        { metric: 'credits_commits_total', labels: {} },
        ...occurrence.announced.map(kind => ({ metric: 'credits_alerts_total', labels: { kind } }) as const),
      ];
    case 'round': {
      const labels = { job: occurrence.job };
      const round = { metric: 'credits_job_seconds', labels, ms: occurrence.ms } as const;
      return occurrence.isDone ? [round] : [round, { metric: 'credits_job_failures_total', labels }];
    }
    case 'log-line':
      return [{ metric: 'credits_log_lines_total', labels: { level: occurrence.level } }];
    default:
      return unreachable(occurrence);
  }
}
