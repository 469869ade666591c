import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { openBrowser } from './browser.ts';
import { Client } from './client.ts';
import { startBot, startPlayground, type Program } from './programs.ts';

// The main job as a newcomer does it: the real program, the Agents Playground, a browser; over either library that speaks with Teams.

describe('in the Agents Playground', function () {
  this.timeout(120_000);
  let closeBrowser: () => Promise<void>;
  let client: Client;

  // One page for both: to unpack and start a browser takes as long as half a walk, and this one ends with its first page.
  before(async () => {
    const { browser, close } = await openBrowser();
    closeBrowser = close;
    client = new Client(await browser.newPage({ viewport: { width: 1500, height: 1150 } }));
  });
  after(() => closeBrowser());

  for (const library of ['botbuilder', 'teams-sdk'])
    describe(`over ${library}`, () => {
      const settings = { isQuiet: true, isUnlimited: true, env: { TEAMS_LIBRARY: library } } as const;
      let folder: string;
      let bot: Program;
      let playground: Program;

      before(async () => {
        folder = await mkdtemp(path.join(tmpdir(), 'playground-'));
        bot = await startBot({ port: 0, dataDir: folder, ...settings });
        playground = await startPlayground({ bot: bot.address, port: 0 });
        await client.open(playground.address);
      });

      after(async () => {
        await playground.stop();
        await bot.stop();
        await rm(folder, { recursive: true, force: true });
      });

      it('somebody sets up credits, sees calls drain the pool, is warned in a channel, and sees it recharge', async () => {
        await client.type('setup');
        await client.sees('How does your organization pay for calls?');
        await client.press('Prepaid: Communications Credits');
        await client.sees('Who can use credits');
        await client.press(/Assign to all/);
        await client.sees('7 of 8 licenses assigned. 1 failed.');
        await client.press('Continue');
        await client.sees('Recharge with');
        await client.fill('Add funds', '100');
        await client.fill('Recharge with', '50');
        await client.fill('When the balance falls below', '20');
        assert.ok(await client.field('Recharge automatically (recommended)').isChecked());
        await client.press('Review order');
        await client.sees('Review and order');
        await client.press('Place order');
        await client.sees('Communications Credits license');
        await client.press(/Assign to all/);
        await client.sees('22 of 22 licenses assigned.');
        await client.press('Continue');
        await client.sees('Communications Credits are set up');
        await client.type('balance');
        await client.sees('$100.00 on');

        await client.goTo(/General/);
        await client.mention('alerts here');
        await client.sees('Alerts will come here.');
        await client.goTo('Personal Chat');
        await client.type('sandbox spend 85');
        await client.sees('The balance is $65.00.');
        await client.goTo(/General/);
        await client.sees('Recharge succeeded');
        await client.sees(/\$50\.00 was added/);

        await client.goTo('Personal Chat');
        await client.type('sandbox decline');
        await client.sees('The card is now declined: expired.');
        await client.type('sandbox spend 50');
        await client.sees('The balance is $15.00.');
        await client.goTo(/General/);
        await client.sees('Recharge failed');
        await client.sees(/\$50\.00 could not be added: the card has expired/);
      });

      it('a bot killed right after “Place order” has the order, the lot and the invoice once', async () => {
        await client.goTo('Personal Chat');
        // The card is good again: what was waiting is recharged at once (invoice 3).
        await client.type('sandbox decline off');
        await client.sees('The card is accepted again.');
        await client.type('balance');
        await client.sees('$65.00');
        await client.type('add funds 75');
        await client.sees('Review order');
        await client.press('Place order');
        await client.sees('$75.00 was added. Invoice 4.');
        const port = Number(new URL(bot.address).port);
        await bot.kill();
        bot = await startBot({ port, dataDir: folder, ...settings });
        await client.type('lots');
        await client.sees('Credits expire 12 months after purchase.');
        const { stdout } = await promisify(execFile)(process.execPath, ['bot/ledger.ts', 'balance', '--json'], {
          cwd: path.resolve(import.meta.dirname, '../..'),
          env: { PATH: process.env['PATH'], DATA_DIR: folder },
        });
        const { balance, lots } = JSON.parse(stdout) as { balance: string; lots: readonly { amount: string }[] };
        assert.equal(balance, '140.00');
        assert.deepEqual(
          lots.map(lot => lot.amount),
          ['50.00', '50.00', '75.00'],
        );
      });

      it('somebody with credits records them in six presses', async () => {
        await client.goTo('Personal Chat');
        await client.type('sandbox reset');
        await client.sees('A new, empty ledger was begun.');
        await client.type('setup');
        await client.sees('Step 1 of 4 · Billing');
        await client.press('Prepaid: Communications Credits');
        await client.sees('Step 2 of 4 · Licenses');
        await client.press('Continue');
        await client.sees('Step 3 of 4 · Order');
        await client.press('We already have credits');
        await client.sees('Credits you already have');
        await client.fill('Balance it shows now (USD)', '180');
        await client.fill('Past purchases, one per line: date, amount, invoice (optional)', pastPurchases());
        await client.press('Review');
        await client.sees('Used before');
        await client.press('Record');
        await client.sees('Recorded: a balance of $180.00, purchases: 2.');
        await client.press('Continue');
        await client.sees('Communications Credits are set up');
        await client.type('lots');
        await client.sees('$180.00');
      });
    });
});

/** Purchases of half a year ago and of a month ago, by the machine's clock: the program runs by it. */
function pastPurchases(): string {
  const today = Temporal.Now.plainDateISO('UTC');
  return [`${today.subtract({ months: 6 }).toString()} 100`, `${today.subtract({ months: 1 }).toString()} 250`].join(
    '\n',
  );
}
