import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { Operator, type Rehearsal } from './operator.ts';

const token = 'watches-the-bot-at-work';
const prometheus = 'http://127.0.0.1:9090/api/v1';
/** So long it is scraped before it is asked: some rates of change are of 30 s. */
const watchedMs = 40_000;

/** What is empty while all goes well, by what stands in its expression. */
const emptyWhileWell: readonly (readonly [words: string, why: string])[] = [
  ['credits_turn_failures_total', 'no turn has failed'],
  ['code=~"5.."', 'no answer was a failure'],
  ['credits_door_refusals_total', 'nobody was turned away'],
  ['credits_job_failures_total', 'no job has failed'],
  ['credits_charges_total', 'in mirror nobody is charged'],
  ['credits_throttled_total', 'Microsoft has throttled nothing'],
  ['credits_backup_age_seconds', 'no backup is due yet'],
  ['credits_log_lines_total', 'nothing was logged meanwhile'],
];

const dashboardShape = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) })),
});
const answerShape = z.object({ data: z.object({ result: z.array(z.unknown()) }) });
const rulesShape = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({ name: z.string(), health: z.string(), state: z.string(), lastError: z.string().optional() }),
        ),
      }),
    ),
  }),
});

/** Every expression of the dashboard and every rule, asked of a Prometheus that watches a bot at work. */
export async function watching(given: Rehearsal): Promise<void> {
  const { report, checkout, network } = given;
  const operator = await new Operator(given).begin();
  const folder = path.join(network.folder, 'prometheus');
  let stop = (): Promise<void> => Promise.resolve();
  try {
    await report.step('install, start, set up, an alert', async () => {
      await operator.isInstalled();
      await operator.starts({ env: { METRICS_TOKEN: token } });
      stop = await startPrometheus(folder, path.join(checkout, 'manifest/watching/alerts.yml'));
      // The first answer of a program takes longer, and a working card comes before one that is late.
      await operator.teams.types('help');
      await operator.setsUp();
      await operator.falls(180);
      return operator.told(1, /^Low balance/);
    });
    await report.step('the bot at work, scraped every second', async () => {
      const until = performance.now() + watchedMs;
      let turns = 0;
      for (; performance.now() < until; turns += 1) {
        await operator.teams.types(['balance', 'help', 'lots', 'usage'][turns % 4] ?? 'help');
        // A person may ask 30 things a minute, set-up included (B18).
        await delay(4000);
      }
      const up = await asked('up == 1');
      assert.equal(up.length, 1);
      return `${turns} turns in ${watchedMs / 1000} s`;
    });
    await report.step('each panel of the dashboard has data, or is empty for a reason', async () => {
      const dashboard = dashboardShape.parse(
        JSON.parse(await readFile(path.join(checkout, 'manifest/watching/dashboard.json'), 'utf8')),
      );
      const wrong: string[] = [];
      let [full, empty] = [0, 0];
      for (const { title, targets } of dashboard.panels)
        for (const { expr } of targets) {
          const series = await asked(expr.replaceAll('$__rate_interval', '30s'));
          const why = emptyWhileWell.find(([words]) => expr.includes(words))?.[1];
          if (series.length > 0) full += 1;
          else if (why === undefined) wrong.push(`${title}: ${expr}`);
          else {
            empty += 1;
            report.shows(`empty, since ${why}: ${title}`);
          }
        }
      assert.deepEqual(wrong, []);
      return `${full} with data, ${empty} empty`;
    });
    await report.step('each rule is evaluated', async () => {
      const { data } = rulesShape.parse(await (await fetch(`${prometheus}/rules`)).json());
      const rules = data.groups.flatMap(group => group.rules);
      assert.deepEqual(
        rules.filter(({ health }) => health !== 'ok'),
        [],
      );
      const alerting = rules.filter(({ state }) => state !== 'inactive').map(({ name, state }) => `${name} ${state}`);
      assert.deepEqual(
        alerting.filter(one => one.endsWith('firing')),
        [],
      );
      return `${rules.length} rules; ${alerting.length === 0 ? 'none alerts' : alerting.join(', ')}`;
    });
  } finally {
    await stop();
    await operator.end();
  }
}

async function asked(expression: string): Promise<readonly unknown[]> {
  const answer = await fetch(`${prometheus}/query?query=${encodeURIComponent(expression)}`);
  assert.equal(answer.status, 200, `${expression}: ${await answer.clone().text()}`);
  return answerShape.parse(await answer.json()).data.result;
}

/** Debian's package prometheus; gives what ends it. */
async function startPrometheus(folder: string, rules: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const configuration = path.join(folder, 'prometheus.yml');
  const scraped = {
    job_name: 'credits',
    authorization: { credentials: token },
    static_configs: [{ targets: ['127.0.0.1:3978'] }],
  };
  const settings = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [rules],
    scrape_configs: [scraped],
  };
  // JSON is YAML too.
  await writeFile(configuration, JSON.stringify(settings));
  const child = spawn(
    'prometheus',
    [`--config.file=${configuration}`, `--storage.tsdb.path=${folder}/data`, '--web.listen-address=127.0.0.1:9090'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await once(child, 'spawn');
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  const ended = once(child, 'exit');
  const isReady = (): Promise<boolean> =>
    fetch('http://127.0.0.1:9090/-/ready').then(
      ({ ok }) => ok,
      () => false,
    );
  for (let tries = 0; !(await isReady()); tries += 1) {
    assert.ok(child.exitCode === null && tries < 600, said.slice(-2000));
    await delay(100);
  }
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}
