import assert from 'node:assert/strict';
import { creditsSkuId } from '../../core/index.ts';
import { textOf, type ReadCard } from '../support/card.ts';
import { channel, installed, Operator, withSettings, type Rehearsal } from './operator.ts';
import { hosts } from './private-network.ts';

/** The guide from its first command to its last, on an empty machine. */
export async function rehearse(given: Rehearsal): Promise<void> {
  const operator = await new Operator(given).begin();
  try {
    await installs(operator, given);
    await isReachedByTeamsOnly(operator, given);
    await packs(operator, given);
    await setsUp(operator, given);
    await warns(operator, given);
    await keeps(operator, given);
  } finally {
    await operator.end();
  }
}

async function installs(operator: Operator, { report }: Rehearsal): Promise<void> {
  await report.step('git clone', async () => {
    await operator.clones(installed);
    return (await operator.does('git log -1 --format="%h %s"')).out.trim();
  });
  await report.step('npm ci --omit=dev', async () => {
    const { out } = await operator.does(operator.block('npm ci --omit=dev'), { isOnline: true });
    return `credits ${out.trim().split('\n').at(-1)}`;
  });
  await report.step('settings', async () => {
    await operator.does(operator.block('cat > credits.env'));
    const { code, err } = await operator.machine.run(`${withSettings} && npm start`, { where: installed });
    assert.equal(code, 1);
    report.shows(err);
    await operator.keepsSecrets();
    return 'refused without the secrets; now they are there';
  });
  await report.step('npm start', async () => {
    const { bot, ms } = await operator.starts();
    return `reached from outside after ${Math.round(ms)} ms, ${await bot.memory()} MB`;
  });
  await report.step('doctor', async () => {
    const { out } = await operator.does(operator.block('doctor'));
    report.shows(out);
    return 'nothing is red';
  });
}

async function isReachedByTeamsOnly({ teams, cloud }: Operator, { report }: Rehearsal): Promise<void> {
  await report.step('HTTPS and tokens', async () => {
    const path = async (one: string): Promise<string> => `${one} ${(await fetch(`https://${hosts.bot}${one}`)).status}`;
    const seen = await Promise.all(['/healthz', '/metrics', '/exports/x', '/'].map(path));
    assert.deepEqual(seen, ['/healthz 200', '/metrics 404', '/exports/x 404', '/ 404']);
    const turns: readonly (readonly [what: string, token: string, status: number])[] = [
      ['none', '', 401],
      ['a stranger’s', cloud.teamsToken({}, 'stranger'), 401],
      ['another bot’s', cloud.teamsToken({ aud: '00000000-0000-4000-8000-000000000000' }), 401],
      ['an old one', cloud.teamsToken({ exp: Math.floor(Date.now() / 1000) - 3600 }), 401],
      ['another service’s', cloud.teamsToken({ serviceurl: 'https://evil.example/' }), 401],
    ];
    for (const [what, token, status] of turns) {
      const answer = await teams.post({ ...teams.activity({}), type: 'message', text: 'help' }, token);
      assert.equal(answer.status, status, `token: ${what}`);
    }
    const stranger = teams.activity({ tenant: '00000000-0000-4000-8000-000000000000' });
    const { status } = await teams.post({ ...stranger, type: 'message', text: 'help' });
    return `${seen.join(', ')}; no token, a stranger's, another bot's, an old one, another service's: 401; another tenant: ${status}`;
  });
}

/** Whoever uploads the app does so on a machine of theirs. */
async function packs(operator: Operator, { report }: Rehearsal): Promise<void> {
  await report.step('app package', async () => {
    await operator.clones('elsewhere');
    const where = { where: 'elsewhere' };
    await operator.does(operator.block('npm run manifest'), { ...where, isOnline: true });
    const { out } = await operator.does('du -k app-package/communications-credits.zip | cut -f1', where);
    await operator.does('cp ../elsewhere/app-package/communications-credits.zip . && rm -rf ../elsewhere');
    const doctor = await operator.does(
      `${withSettings}; npx credits doctor --package communications-credits.zip --json`,
    );
    const { findings } = JSON.parse(doctor.out) as {
      findings: readonly { area: string; light: string; seen: string }[];
    };
    const found = findings.filter(({ area }) => area === 'package');
    assert.deepEqual(
      found.map(({ light }) => light),
      ['green'],
    );
    return `${out.trim()} kB; ${found.map(({ seen }) => seen).join(' ')}`;
  });
}

async function setsUp(operator: Operator, { report }: Rehearsal): Promise<void> {
  const { teams, cloud } = operator;
  await report.step('setup: a pool that exists', async () => {
    await operator.setsUp();
    const missing = cloud.tenant.users().filter(one => !one.skus.includes(creditsSkuId)).length;
    return `${firstLines(await teams.types('licenses'))}; without the license: ${missing}`;
  });
  await report.step('a purchase by command line', async () => {
    const { out } = await operator.does(operator.block('npx credits buy'));
    report.shows(out);
    return 'recorded';
  });
  await report.step('alerts', async () => {
    const here = await teams.types('alerts here', channel);
    const before = teams.toldIn(channel.conversation).length;
    const test = await teams.types('alerts test', channel);
    await operator.told(before + 1);
    return `${firstLines(here)}; ${firstLines(test)}`;
  });
}

async function warns(operator: Operator, { report }: Rehearsal): Promise<void> {
  await report.step('an alert that arrives', async () => {
    await operator.calls(20, 175);
    const read = await operator.reads();
    return `${firstLines(read)} → ${await operator.told(1, /^Low balance/)}`;
  });
  await report.step('nobody was refused', () => {
    assert.deepEqual(operator.cloud.refused, []);
    return Promise.resolve('Entra, Graph and the connector took every token');
  });
}

async function keeps(operator: Operator, { report }: Rehearsal): Promise<void> {
  await report.step('backup and restore', async () => {
    const { out } = await operator.does(operator.block('DATA_DIR=restored'));
    report.shows(out);
    const heads = new Set(out.match(/head [0-9a-f]{64}/g));
    assert.equal(heads.size, 1);
    return 'the same head after it';
  });
  await report.step('upgrade: backup and statement of before', async () => {
    await operator.does(operator.block('npx credits backup before-upgrade'));
    return (await operator.does('wc -c < before-upgrade.json')).out.trim();
  });
  await report.step('SIGTERM, and the restored folder in place of the data', async () => {
    const { code, log } = await operator.stops();
    assert.equal(code, 0);
    assert.doesNotMatch(log, /"level":(50|60)/);
    await operator.does(operator.block('mv data data-newer', 'stops'));
    const { ms } = await operator.starts();
    const balance = await operator.teams.types('balance');
    const before = operator.teams.toldIn(channel.conversation).length;
    await operator.teams.types('alerts test', channel);
    await operator.told(before + 1);
    await operator.does(operator.block('doctor'));
    return `healthy after ${Math.round(ms)} ms; ${firstLines(balance)}; the channel is told`;
  });
}

const firstLines = (card: ReadCard): string => textOf(card).split('\n').slice(0, 2).join(': ');
