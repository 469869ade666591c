import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBrowser } from './browser.ts';
import { Client } from './client.ts';
import { startBot, startPlayground } from './programs.ts';

// npm run pictures: draws the README's pictures anew, as people see the cards: the real bot, the Agents Playground, a browser.

const folder = await mkdtemp(path.join(tmpdir(), 'pictures-'));
const bot = await startBot({ port: 0, dataDir: folder, isQuiet: true, isUnlimited: true });
const playground = await startPlayground({ bot: bot.address, port: 0 });
const { browser, close } = await openBrowser();
try {
  const client = new Client(await browser.newPage({ viewport: { width: 1500, height: 1150 }, deviceScaleFactor: 1.5 }));
  await client.open(playground.address);
  await client.type('setup');
  await client.press('Prepaid: Communications Credits');
  await client.press('Continue');
  await client.fill('Add funds', '100');
  await client.fill('Recharge with', '50');
  await client.fill('When the balance falls below', '20');
  await client.press('Review order');
  await client.sees('Review and order');
  await client.press('Place order');
  await client.sees('Communications Credits license');

  // A recharge that works is no warning: the story is of one that is off.
  await client.press(/Assign to all/);
  await client.sees(/(\d+) of \1 licenses assigned\./);
  await client.type('auto-recharge off');
  await client.sees('Auto-recharge is off.');
  await client.goTo('Group Chat');
  await client.mention('alerts here');
  await client.sees('Alerts will come here.');
  await client.goTo('Personal Chat');
  await client.type('sandbox spend 85');
  await client.sees('The balance is $15.00.');
  await client.goTo('Group Chat');
  await client.sees('Low balance');
  await client.goTo('Personal Chat');
  await client.type('sandbox spend 20');
  await client.sees('The balance is -$5.00.');
  await client.goTo('Group Chat');
  await client.sees(/Got worse: No credits left/);
  await client.photographCards(picture('alerts'), 'Got worse: No credits left');
  await client.goTo('Personal Chat');
  await client.type('lots');
  await client.sees('Credits expire 12 months after purchase.');
  await client.photographCards(picture('purchases'), 'Credits expire 12 months after purchase.');
} finally {
  await close();
  await playground.stop();
  await bot.stop();
  await rm(folder, { recursive: true, force: true });
}

function picture(name: string): string {
  return path.resolve(import.meta.dirname, '../../.github', `${name}.png`);
}
