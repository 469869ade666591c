import assert from 'node:assert/strict';
import { textOf } from '../support/card.ts';
import { newNode, type Ran, type Service } from './machine.ts';
import { channel, Operator, withSettings, type Rehearsal } from './operator.ts';

/** An early version, that data is still taken over from: it had no file for a secret, no command of its own, and needed a newer Node. */
const early = 'd03eed2';
const ledger = 'npm run -s ledger --';

/** From an early version's folder to this one, and back, as the guide says. */
export async function upgrade(given: Rehearsal): Promise<void> {
  const operator = await new Operator(given).begin();
  try {
    const before = await livesEarly(operator, given);
    if (before === undefined) return;
    await goesForward(operator, given, before);
    await goesBack(operator, given, before);
  } finally {
    await operator.end();
  }
}

/** What the early version says of its book. */
interface Before {
  readonly entries: number;
  readonly head: string;
  readonly balance: string;
  readonly statement: object;
}

async function livesEarly(operator: Operator, { report }: Rehearsal): Promise<Before | undefined> {
  const { teams } = operator;
  let bot: Service | undefined;
  await report.step(`install ${early}`, async () => {
    await operator.clones('credits');
    await operator.does(`git reset -q --hard ${early} && npm ci --omit=dev`, { isOnline: true });
    await operator.does(operator.block('cat > credits.env'));
    await operator.does(secretsInSettings(operator));
    const started = await operator.starts({ env: newNode });
    bot = started.bot;
    return `healthy after ${Math.round(started.ms)} ms, ${await bot.memory()} MB`;
  });
  await report.step('set up in mirror, with an order', async () => {
    const licenses = await teams.presses(await teams.types('setup'), /Prepaid/);
    const order = await teams.presses(licenses.card, 'Continue');
    const review = await teams.submits(order.card, 'Review order', { addFunds: '200' });
    const placed = await teams.presses(review.card, 'Place order');
    assert.match(textOf((await teams.presses(placed.card, 'Continue')).card), /are set up/);
    await teams.types('alerts here', channel);
    await operator.does(`${withSettings}; ${ledger} buy --amount 250 --at 2026-06-15 --reference INV-1`, {
      env: newNode,
    });
    return textOf(await teams.types('balance'))
      .split('\n')
      .slice(0, 2)
      .join(' ');
  });
  await report.step('an alert', async () => {
    await operator.calls(20, 240);
    await operator.reads();
    const told = await operator.told(1);
    await bot?.end('SIGTERM');
    return told;
  });
  let before: Before | undefined;
  await report.step('backup before the upgrade', async () => {
    await operator.does(`${withSettings}; ${ledger} backup before-upgrade`, { env: newNode });
    const ran = await operator.does(
      `${withSettings}; ${ledger} verify --json; ${ledger} balance --json; ${ledger} statement --month 2026-10 --json`,
      { env: newNode },
    );
    before = bookOf(ran);
    return `${before.entries} entries, head ${before.head.slice(0, 12)}, balance ${before.balance}`;
  });
  return before;
}

async function goesForward(operator: Operator, { report }: Rehearsal, before: Before): Promise<void> {
  const { teams } = operator;
  await report.step('git pull, npm ci', async () => {
    const ran = await operator.does('git pull -q && npm ci --omit=dev && git log -1 --format="%h %s"', {
      isOnline: true,
    });
    return ran.out.trim().split('\n').at(-1) ?? '';
  });
  let bot: Service | undefined;
  await report.step('start on the data of before', async () => {
    const started = await operator.starts();
    bot = started.bot;
    await operator.does(`${withSettings}; npx credits verify --head ${before.entries}:${before.head}`);
    const after = bookOf(
      await operator.does(
        `${withSettings}; npx credits verify --json; npx credits balance --json; npx credits statement --month 2026-10 --json`,
      ),
    );
    assert.equal(after.balance, before.balance);
    return `healthy after ${Math.round(started.ms)} ms; ${after.entries} entries, head ${after.head.slice(0, 12)}, balance ${after.balance}`;
  });
  await report.step('the conversations of before are told', async () => {
    const already = teams.toldIn(channel.conversation).length;
    await teams.types('alerts test', channel);
    await operator.told(already + 1);
    return textOf(await teams.types('balance'))
      .split('\n')
      .slice(0, 2)
      .join(' ');
  });
  await bot?.end('SIGTERM');
}

async function goesBack(operator: Operator, { report }: Rehearsal, before: Before): Promise<void> {
  await report.step(`back to ${early}`, async () => {
    await operator.does(`git checkout -q ${early} && npm ci --omit=dev`, { isOnline: true });
    await operator.does(`${withSettings}; mv data data-newer; ${ledger} restore before-upgrade`, { env: newNode });
    const { bot } = await operator.starts({ env: newNode });
    const after = bookOf(
      await operator.does(
        `${withSettings}; ${ledger} verify --json; ${ledger} balance --json; ${ledger} statement --month 2026-10 --json`,
        { env: newNode },
      ),
    );
    const seen = textOf(await operator.teams.types('balance'))
      .split('\n')
      .slice(0, 2)
      .join(' ');
    await bot.end('SIGTERM');
    assert.deepEqual(after, before);
    return `${after.entries} entries, head ${after.head.slice(0, 12)}; ${seen}`;
  });
}

/** That version reads secrets from its settings only. */
function secretsInSettings({ cloud, registered }: Operator): string {
  const [bot, graph] = [cloud.app(registered.bot).secret, cloud.app(registered.graph).secret];
  return [
    `sed -i "s/^MicrosoftAppPassword_FILE=.*/MicrosoftAppPassword='${bot}'/" credits.env`,
    `sed -i "s/^AZURE_CLIENT_SECRET_FILE=.*/AZURE_CLIENT_SECRET='${graph}'/" credits.env`,
  ].join('\n');
}

function bookOf({ out }: Ran): Before {
  const [verified, balance, statement] = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Readonly<Record<string, unknown>>);
  return {
    entries: Number(verified?.['entries']),
    head: String(verified?.['head']),
    balance: String(balance?.['balance']),
    statement: statement ?? {},
  };
}
