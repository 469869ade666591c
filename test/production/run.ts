import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { broken } from './broken.ts';
import { disk } from './disk.ts';
import { kills } from './kills.ts';
import { materials } from './materials.ts';
import { mirror } from './mirror.ts';
import { networkHere, startInside } from './private-network.ts';
import { rehearse } from './rehearsal.ts';
import { upgrade } from './upgrade.ts';
import { watching } from './watching.ts';
import { Report } from './report.ts';

// npm run rehearse [-- PART …] [--guide FILE] [--times 20] [--pictures FOLDER]: what the operator's guide says, done as a new operator would on an empty machine.
// As root, with bubblewrap, openssl and git; the registry is reached while things are installed.

const parts = { guide: rehearse, upgrade, doctor: broken, disk, kills, watching, materials, mirror } as const;
type Part = keyof typeof parts;

const isPart = (name: string): name is Part => Object.hasOwn(parts, name);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { guide: { type: 'string' }, times: { type: 'string', default: '20' }, pictures: { type: 'string' } },
});
const asked = positionals.length === 0 ? (['guide', 'upgrade'] as const) : positionals;
const checkout = path.join(import.meta.dirname, '../..');
const network = networkHere();
if (!asked.every(isPart)) {
  console.error(
    `npm run rehearse [-- ${Object.keys(parts).join(' | ')}] [--guide FILE] [--times 20] [--pictures FOLDER]`,
  );
  process.exitCode = 2;
} else if (network === undefined) process.exitCode = await startInside(import.meta.filename, process.argv.slice(2));
else {
  const report = new Report();
  const guide = readFileSync(values.guide ?? path.join(checkout, 'manifest/README.md'), 'utf8');
  const pictures = values.pictures ?? path.join(tmpdir(), 'rehearsal');
  for (const part of asked)
    await parts[part]({ part, network, guide, checkout, report, times: Number(values.times), pictures });
  console.log(report.failed === 0 ? 'as the guide says' : `${report.failed} differ`);
  process.exit(report.failed === 0 ? 0 : 1);
}
