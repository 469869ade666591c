import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { EntraStandIn } from '../support/entra.ts';
import { aTenant } from '../support/graph.ts';
import type { GuideBlock } from './guide-blocks.ts';
import { runGuide, type DoneBlock } from './run-guide.ts';

// npx node test/production/guide.ts: runs the operator's guide, block by block, in an empty folder with a clone of what is committed here. Entra is a
// stand-in on loopback with TLS, Graph the strict one of the sandbox; npm is asked for real. Teams is not there: doctor says so, and set-up, which takes a
// chat, is a purchase at the command line. `--installed` takes the packages that are installed here instead of asking npm: minutes less.

const checkout = path.join(import.meta.dirname, '../..');
const standIn = path.join(checkout, 'test/data/loopback.pem');
const port = '39783';
const isInstalled = process.argv.includes('--installed');

/** The guide's port may be taken here. */
function rewrite(text: string): string {
  const moved = text.replaceAll('3978', port);
  return isInstalled
    ? moved.replaceAll(/^npm ci.*$/gm, `cp -al ${path.join(checkout, 'node_modules')} node_modules`)
    : moved;
}

/** What has no stand-in here. */
const isAbsent = (line: string): boolean => /^red +(Teams|Public address) /.test(line);

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const folder = await mkdtemp(path.join(tmpdir(), 'credits-guide-'));
const entra = await new EntraStandIn().start();
const graph = await aTenant({ clock: systemClock });
try {
  const place = path.join(folder, 'communications-credits');
  must('git', ['clone', '--quiet', checkout, place], folder);
  const standIns = { AZURE_AUTHORITY_HOST: entra.address, GRAPH_ENDPOINT: graph.endpoint };
  const env = { ...(await environment(folder)), ...standIns, PORT: port };
  const done = await runGuide({
    folder: place,
    env,
    rewrite,
    before: block => beside(block, place, env),
    after: report,
  });
  const failed = done.filter(isFailed);
  say(`${done.length} blocks, ${failed.length} failed`);
  if (failed.length > 0) process.exitCode = 1;
} finally {
  await Promise.all([entra.stop(), graph.stop()]);
  await rm(folder, { recursive: true, force: true });
}

/** This machine's, without settings of the bot, trusting the stand-in too. */
async function environment(home: string): Promise<NodeJS.ProcessEnv> {
  const trusted = path.join(home, 'trusted.pem');
  const { NODE_EXTRA_CA_CERTS: before } = process.env;
  const others = before === undefined ? '' : await readFile(before, 'utf8');
  await writeFile(trusted, `${others}\n${await readFile(standIn, 'utf8')}`);
  const names = ['PATH', 'HOME', 'LANG', 'HTTPS_PROXY', 'NO_PROXY', 'npm_config_registry', 'npm_config_cache'];
  return {
    ...Object.fromEntries(names.map(name => [name, process.env[name]])),
    NODE_EXTRA_CA_CERTS: trusted,
  };
}

/** What a person does where the guide cannot be run here. */
async function beside({ kind, text, heading }: GuideBlock, place: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (kind === 'cloud' && text.includes('cat > secrets/'))
    for (const name of ['bot', 'graph'])
      await writeFile(path.join(place, 'secrets', name), `${name}8Q~${'a1B2'.repeat(9)}`, { mode: 0o600 });
  if (heading === 'First set-up')
    must('bash', ['-c', 'set -a && . ./credits.env && npx credits buy --amount 500 --at 2026-09-01 --yes'], place, env);
}

function must(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): void {
  const { status, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`exit ${status} of ${command} ${args.join(' ')}: ${stderr}`);
}

function isFailed({ block, code, printed }: DoneBlock): boolean {
  if (code === null || code === 0) return false;
  const red = printed.split('\n').filter(line => line.startsWith('red '));
  return !(block.text.includes('credits doctor') && code === 1 && red.length > 0 && red.every(isAbsent));
}

function report(done: DoneBlock): void {
  const { block, code, printed, ms } = done;
  const shown = printed.trimEnd().replaceAll(/^/gm, '    ');
  say(`${isFailed(done) ? 'FAILED' : 'ok'}  ${block.heading}, line ${block.line}: ${code ?? 'runs'}, ${ms} ms`);
  say(`${block.text.trimEnd().replaceAll(/^/gm, '  $ ')}\n${shown}\n`);
}
