import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { metricTable, type Metric } from '../../bot/watching/metric-table.ts';
import { root, textOf } from '../house/imports.ts';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly datasource: { readonly uid: string };
  }[];
}

const rules = textOf('manifest/watching/alerts.yml');
const page = textOf('bot/watching/README.md');
const { panels } = JSON.parse(textOf('manifest/watching/dashboard.json')) as { readonly panels: readonly Panel[] };
const table: Readonly<Record<string, Metric>> = metricTable;

/** The cells of the page's rows whose first is a name of that form. */
const rowsOf = (name: RegExp): readonly (readonly string[])[] =>
  page
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    )
    .filter(([first = '']) => name.test(first));

describe('what an operator watches', () => {
  it('is named, by dashboard, rules and page, as it is measured', () => {
    const runtime = new Registry();
    collectDefaultMetrics({ register: runtime });
    const series = new Set([
      ...Object.entries(table).flatMap(([name, { type }]) =>
        type === 'histogram' ? [name, ...['bucket', 'sum', 'count'].map(part => `${name}_${part}`)] : [name],
      ),
      ...runtime.getMetricsAsArray().map(({ name }) => name),
    ]);
    const asked = [rules, page, ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))].flatMap(
      text => text.match(/\b(?:credits|nodejs|process)_\w+(?![\w…])/g) ?? [],
    );
    assert.ok(asked.length > 60);
    assert.deepEqual(
      [...new Set(asked)].filter(name => !series.has(name) && name !== 'nodejs_' && name !== 'process_'),
      [],
    );
  });

  it('has labels in every expression that the metric has', () => {
    const known = new Set([...Object.values(table).flatMap(({ labels }) => labels), 'le']);
    const selectors = [
      ...`${rules}${panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join('\n')}`.matchAll(
        /(credits_\w+?)(?:_bucket|_sum|_count)?\{([^}]*)\}/g,
      ),
    ];
    assert.ok(selectors.length > 8);
    for (const [, name = '', labels = ''] of selectors)
      for (const [, label = ''] of labels.matchAll(/(\w+)(?:=|!=|=~|!~)"/g)) {
        assert.ok(known.has(label), label);
        assert.ok(label === 'le' || table[name]?.labels.includes(label), `${name}: ${label}`);
      }
  });

  it('stands in the tables of the page, in the order of the code', () =>
    assert.deepEqual(
      rowsOf(/^`credits_/),
      [false, undefined, true]
        .flatMap(kind =>
          Object.entries(table).filter(([, { about, isPrivate }]) =>
            kind === true ? isPrivate : !isPrivate && (about === 'store') === (kind === undefined),
          ),
        )
        .map(([name, { type, labels, help }]) => [
          `\`${name}\``,
          type,
          labels.map(label => `\`${label}\``).join(', '),
          help,
        ]),
    ));

  it('has for every rule a row that says what it means and what to do', () => {
    const named = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => `\`${name}\``);
    const rows = rowsOf(/^`Credits/);
    assert.deepEqual(rows.map(([name]) => name).toSorted(), named.toSorted());
    for (const row of rows) assert.ok(row.length === 3 && row.every(cell => cell.length > 3), row.join());
  });

  it('has a dashboard whose panels do not overlap, and ask one data source that whoever imports it chooses', () => {
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    const places = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
    );
    assert.equal(new Set(places).size, places.length);
    assert.ok(panels.every(({ gridPos: { x, w } }) => x >= 0 && x + w <= 24));
    for (const { targets = [], ...panel } of panels) {
      assert.equal(panel.type === 'row', targets.length === 0);
      assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length);
      for (const { datasource } of targets) assert.equal(datasource.uid, '${datasource}');
    }
  });

  it('has rules that promtool accepts, and that fire when they should, where it is there', function () {
    for (const args of [
      ['check', 'rules', 'alerts.yml'],
      ['test', 'rules', 'alerts.test.yml'],
    ]) {
      const { error, status, stdout, stderr } = spawnSync('promtool', args, {
        cwd: path.join(root, 'manifest/watching'),
        encoding: 'utf8',
      });
      if (error !== undefined) {
        const message = `promtool cannot be run (Debian: apt-get install prometheus): ${error.message}`;
        if (process.env['ORACLES'] === 'required') throw new Error(message);
        console.log(`      skipped: ${message}`);
        return void this.skip();
      }
      assert.equal(status, 0, stdout + stderr);
    }
  });
});
