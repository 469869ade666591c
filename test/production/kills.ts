import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { textOf } from '../support/card.ts';
import { installed, Operator, withSettings, type Rehearsal } from './operator.ts';

const signals = ['SIGTERM', 'SIGKILL'] as const;
type Signal = (typeof signals)[number];

const ledger = `${withSettings} && node_modules/.bin/node bot/ledger.ts`;
const opening = 1_000_000;

/** How long a backup that was killed keeps others from being made (bot/backups). */
const leaseMs = 30_000;
const lowBalance = /^Low balance/;

/** What was asked for and must be there in the end, whatever ended the program meanwhile. */
interface Asked {
  dollars: number;
  orders: number;
  alerts: number;
}

/** SIGTERM and `kill -9` at each moment, some times each: nothing is lost, nothing is there twice. */
export async function kills(given: Rehearsal): Promise<void> {
  const { report, times } = given;
  const operator = await new Operator(given).begin();
  const asked: Asked = { dollars: 0, orders: 0, alerts: 0 };
  try {
    await report.step('install, start, set up', async () => {
      await operator.isInstalled();
      await operator.starts();
      await operator.setsUp(String(opening));
      await operator.stops();
      return `each moment ${times} times by each signal`;
    });
    for (const signal of signals) {
      await report.step(`start, ${signal}`, () => atStart(operator, signal, times));
      await report.step(`import, ${signal}`, () => atImport(operator, signal, times, asked));
      await report.step(`order, ${signal}`, () => atOrder(operator, signal, times, asked));
      await report.step(`delivery, ${signal}`, () => atDelivery(operator, signal, times, asked));
      await report.step(`backup, ${signal}`, () => atBackup(operator, signal, times));
      await report.step(`the book after ${signal}`, () => isWhole(operator, asked));
    }
  } finally {
    await operator.end();
  }
}

/** Spread over the time that something takes. */
const moment = (index: number, times: number, ms: number): number => Math.round((ms * (index + 0.5)) / times);

async function atStart(operator: Operator, signal: Signal, times: number): Promise<string> {
  const codes: (number | null)[] = [];
  const { ms } = await operator.starts();
  await operator.stops();
  for (let index = 0; index < times; index += 1) {
    const bot = operator.machine.start(`${withSettings} && exec node_modules/.bin/node bot/main.ts`, {
      where: installed,
    });
    await delay(moment(index, times, ms));
    codes.push((await bot.end(signal)).code);
  }
  const { bot } = await operator.starts();
  await operator.stops();
  return `ended in its first ${Math.round(ms)} ms (exits ${[...new Set(codes)].join(', ')}), then healthy, ${bot.log.split('\n').filter(line => line.includes('"level":50')).length} errors`;
}

async function atImport(operator: Operator, signal: Signal, times: number, asked: Asked): Promise<string> {
  for (let index = 0; index < times; index += 1) {
    await operator.starts();
    await operator.calls(100, 1);
    asked.dollars += 1;
    const answer = operator.teams.types('import').catch(() => undefined);
    await delay(moment(index, times, 500));
    await operator.stops(signal);
    await answer;
  }
  await operator.starts();
  const read = textOf(await operator.reads());
  await operator.stops();
  return `${times * 100} calls; ${read.split('\n')[1]}`;
}

/** Whoever had no answer presses again. */
async function atOrder(operator: Operator, signal: Signal, times: number, asked: Asked): Promise<string> {
  const { teams } = operator;
  let unanswered = 0;
  for (let index = 0; index < times; index += 1) {
    await operator.starts();
    const form = await teams.types(`add funds ${100 + asked.orders}`);
    const button = form.buttons[0]?.title ?? '';
    const pressed = teams.submits(form, button).catch(() => undefined);
    asked.orders += 1;
    await delay(moment(index, times, 200));
    await operator.stops(signal);
    if ((await pressed) !== undefined) continue;
    unanswered += 1;
    await operator.starts();
    await teams.submits(form, button);
    await operator.stops();
  }
  return `${times} orders, of which ${unanswered} were pressed again for want of an answer`;
}

/** A balance that falls low is told, however often the bot is ended while it tells it. */
async function atDelivery(operator: Operator, signal: Signal, times: number, asked: Asked): Promise<string> {
  const { connector } = operator.cloud;
  // What is asked in the operator's own chat is answered there, or nothing would fall.
  connector.isHeld = path => !path.startsWith('/v3/conversations/chat/');
  for (let index = 0; index < times; index += 1) {
    await operator.starts();
    // Teams takes its time: the program ends with the message on its way, or just after.
    connector.holds = index % 2;
    asked.dollars += await operator.falls(opening - asked.dollars);
    asked.alerts += 1;
    await delay(moment(index, times, 200));
    await operator.stops(signal);
    connector.holds = 0;
    await operator.starts();
    await operator.told(asked.alerts, lowBalance);
    await operator.stops();
  }
  const told = operator.toldOf(lowBalance).length;
  if (signal === 'SIGTERM') assert.equal(told, asked.alerts, 'told twice');
  return `${asked.alerts} alerts by now, ${told} messages`;
}

async function atBackup(operator: Operator, signal: Signal, times: number): Promise<string> {
  const began = performance.now();
  await operator.does(`${ledger} backup`);
  const ms = performance.now() - began;
  for (let index = 0; index < times; index += 1) {
    const backup = operator.machine.start(`${ledger} backup`, { where: installed });
    await delay(moment(index, times, ms));
    await backup.end(signal);
    // The one that was killed holds the lease for half a minute.
    await delay(leaseMs);
  }
  await operator.does(`${ledger} backup`);
  const restore = `${withSettings} && export DATA_DIR=probe && node_modules/.bin/node bot/ledger.ts restore $file`;
  const { out } = await operator.does(
    `for file in backups/*.backup; do rm -rf probe; (${restore}) > /dev/null && echo good; done`,
  );
  const files = (await operator.does('ls -A backups')).out.trim().split('\n');
  const whole = files.filter(file => file.endsWith('.backup')).length;
  assert.equal(out.trim().split('\n').length, whole);
  return `${whole} backups, each restored and verified; beside them ${files.length - whole} files`;
}

async function isWhole(operator: Operator, asked: Asked): Promise<string> {
  const { out } = await operator.does(
    `${ledger} verify --independent && ${ledger} balance --json && ${ledger} payments --json`,
  );
  const [verified = '', balance = '{}', payments = '{}'] = out.trim().split('\n');
  const seen = JSON.parse(balance) as { readonly balance: string };
  const list = JSON.parse(payments) as { readonly payments: readonly { readonly purpose: string }[] };
  assert.equal(Number(seen.balance), opening - asked.dollars);
  const { order = [], recharge = [] } = Object.groupBy(list.payments, ({ purpose }) => purpose);
  assert.equal(order.length, asked.orders);
  // Microsoft's recharge is expected from the first time that the balance falls, and only once while it has not come.
  assert.equal(recharge.length, 1);
  return `${verified}; $${asked.dollars} drawn, ${order.length} orders, none lost or twice`;
}
