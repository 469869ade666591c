import assert from 'node:assert/strict';
import { z } from 'zod';
import { Operator, type Rehearsal } from './operator.ts';

/** What may be used in a program that is given away under MIT, each on its own terms. */
const accepted = new Set([
  ...[
    'MIT',
    'MIT-0',
    'ISC',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'Unlicense',
    'CC0-1.0',
  ],
  // Fonts, which may be passed on with a program.
  'OFL-1.1',
  'Python-2.0',
]);

/** What does not say it where npm looks: read in its own files. */
const saidInFiles: Readonly<Record<string, string>> = {
  'escape-regexp-component 1.0.2': 'MIT',
  'jspath 0.4.0': 'MIT',
  'limiter 1.1.5': 'MIT',
};

const license = z.object({
  license: z.object({ id: z.string().optional(), name: z.string().optional() }).optional(),
  expression: z.string().optional(),
});
const bill = z.object({
  components: z.array(
    z.object({ name: z.string(), version: z.string().optional(), licenses: z.array(license).optional() }),
  ),
});

/** What the production install is made of, by npm's own bill, with its size, and what the program needs to run. */
export async function materials(given: Rehearsal): Promise<void> {
  const { report } = given;
  const operator = await new Operator(given).begin();
  try {
    await report.step('install', async () => {
      await operator.isInstalled();
      return 'production dependencies only';
    });
    await report.step('bill of materials', async () => {
      const { out } = await operator.does('npm sbom --package-lock-only --omit dev --sbom-format cyclonedx');
      const { components } = bill.parse(JSON.parse(out));
      const named = components.map(one => {
        const name = `${one.name} ${one.version ?? ''}`;
        return { name, license: saidInFiles[name] ?? licenseOf(one) };
      });
      const byKind = Map.groupBy(named, one => one.license);
      for (const [kind, all] of [...byKind].toSorted(([, one], [, other]) => other.length - one.length))
        report.shows(
          `${String(all.length).padStart(4)}  ${kind}${all.length > 5 ? '' : `: ${all.map(({ name }) => name).join(', ')}`}`,
        );
      const refused = named.filter(one => !isAccepted(one.license));
      assert.deepEqual(refused, [], 'of kinds that are not accepted');
      return `${components.length} packages, each under a license that is accepted`;
    });
    await report.step('size', async () => {
      const { out } = await operator.does(
        'du -sm node_modules bot core cards . | sort -rn; du -sm node_modules/* node_modules/@*/* | sort -rn | head -12',
      );
      report.shows(out);
      return 'in MB';
    });
    for (const round of ['first start', 'second start', 'third start'])
      await report.step(round, async () => {
        const { bot, ms } = await operator.starts();
        const memory = await bot.memory();
        const { code } = await operator.stops();
        assert.equal(code, 0);
        return `${Math.round(ms)} ms until it is reached, ${memory} MB resident`;
      });
  } finally {
    await operator.end();
  }
}

const licenseOf = ({ licenses = [] }: z.infer<typeof bill>['components'][number]): string =>
  licenses.map(one => one.expression ?? one.license?.id ?? one.license?.name ?? 'unknown').join(' OR ') ||
  'none is said';

/** Of several the choice is ours. */
const isAccepted = (text: string): boolean =>
  text
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some(choice => choice.split(' AND ').every(one => accepted.has(one.trim())));
