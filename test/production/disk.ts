import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { textOf } from '../support/card.ts';
import { installed, Operator, withSettings, type Rehearsal } from './operator.ts';

const diskMb = 64;
const opening = 1_000_000;
const lowBalance = /^Low balance/;
const ledger = `${withSettings} && node_modules/.bin/node bot/ledger.ts`;

/** Each write that waits for the disk waits so much longer: a disk that is worn, shared or far away. */
const slowMs = 300;
const slowly = `exec strace -f -qq -o /dev/null -e trace=fsync,fdatasync -e inject=fsync,fdatasync:delay_exit=${slowMs}000 -e signal=none`;

/** A disk that is full, and one that is slow: at start, import, order, delivery and backup. */
export async function disk(given: Rehearsal): Promise<void> {
  const { report } = given;
  const operator = await new Operator(given).begin();
  const place = operator.machine.at(`${installed}/data`);
  const asked = { dollars: 0 };
  try {
    await report.step('install, start, set up', async () => {
      await operator.isInstalled();
      mkdirSync(place, { recursive: true });
      root('mount', '-t', 'tmpfs', '-o', `size=${diskMb}m,mode=700,uid=1000,gid=1000`, 'tmpfs', place);
      await operator.starts();
      await operator.setsUp(String(opening));
      return `on a disk of ${diskMb} MB`;
    });
    await isFull(operator, given, { place, asked });
    await isSlow(operator, given, asked);
  } finally {
    await operator.end();
    root('umount', '-l', place);
  }
}

async function isFull(
  operator: Operator,
  { report }: Rehearsal,
  { place, asked }: { readonly place: string; readonly asked: { dollars: number } },
): Promise<void> {
  const { teams } = operator;
  const filler = `${place}/filler`;
  const form = await teams.types('add funds 60');
  const button = form.buttons[0]?.title ?? '';
  fill(filler);
  await report.step('full: an order', async () => {
    const { text, card } = await teams.submits(form, button);
    return lines(text === '' ? textOf(card) : text);
  });
  await report.step('full: an import', async () => {
    await operator.calls(200, 200);
    asked.dollars += 200;
    return lines(textOf(await teams.types('import')));
  });
  await report.step('full: balance, doctor, readiness', async () => {
    const balance = await teams.types('balance');
    const ready = (await fetch('http://127.0.0.1:3978/readyz')).status;
    const { code, out } = await operator.machine.run(`${ledger} doctor --json`, { where: installed });
    const { findings } = JSON.parse(out) as { findings: readonly { kind: string; light: string }[] };
    const red = findings.filter(({ light }) => light === 'red').map(({ kind }) => kind);
    assert.equal(code, 1);
    assert.ok(
      red.some(kind => /space/.test(kind)),
      red.join(', '),
    );
    return `${lines(textOf(balance))}; readyz ${ready}; doctor: ${red.join(', ')}`;
  });
  await report.step('full: a backup', async () => {
    const { code, err } = await operator.machine.run(`${ledger} backup data/copy`, { where: installed });
    assert.equal(code, 1);
    return err.trim().split('\n').at(-1) ?? '';
  });
  await report.step('full: a start', async () => {
    await operator.stops();
    const bot = operator.machine.start(`${withSettings} && exec npm start`, { where: installed });
    try {
      await bot.until(() => operator.isReached('/healthz'), 'healthy');
      return 'it starts';
    } catch {
      return `it says: ${bot.log.trim().split('\n').at(-1) ?? ''}`;
    } finally {
      await bot.end('SIGTERM');
    }
  });
  rmSync(filler);
  await report.step('room again: start, order, import, alert, backup', async () => {
    await operator.starts();
    await teams.submits(form, button);
    await operator.reads();
    const told = operator.toldOf(lowBalance).length;
    asked.dollars += await operator.falls(opening - asked.dollars);
    await operator.told(told + 1, lowBalance);
    await operator.does(`${ledger} backup data/copy && rm -rf data/copy`);
    return isWhole(operator, asked.dollars, 1);
  });
  await report.step('full: an alert', async () => {
    const told = operator.toldOf(lowBalance).length;
    // It recovers first, so that it can fall anew.
    await teams.submits(await teams.types('auto-recharge 50 below 20'), 'Save');
    await operator.calls(10, Math.ceil(opening / 5));
    asked.dollars += Math.ceil(opening / 5);
    const rule = await teams.types(`auto-recharge 50 below ${Math.floor(opening * 0.7)}`);
    fill(filler);
    await teams.submits(rule, 'Save').catch(() => undefined);
    const read = lines(textOf(await teams.types('import')));
    rmSync(filler);
    await teams.submits(rule, 'Save').catch(() => undefined);
    await operator.reads();
    await operator.told(told + 1, lowBalance);
    return `${read}; told when there is room: ${operator.toldOf(lowBalance).length - told}`;
  });
  await operator.stops();
}

async function isSlow(operator: Operator, { report }: Rehearsal, asked: { dollars: number }): Promise<void> {
  const { teams } = operator;
  const timed = async (text: string): Promise<string> => {
    const began = performance.now();
    await teams.types(text);
    return `${text} ${Math.round(performance.now() - began)} ms`;
  };
  await report.step(`slow, ${slowMs} ms a sync: start`, async () => {
    const { ms } = await operator.starts({}, `${slowly} npm start`);
    return `healthy after ${Math.round(ms)} ms`;
  });
  await report.step('slow: answers', async () => [await timed('balance'), await timed('orders')].join(', '));
  await report.step('slow: an order', async () => {
    const form = await teams.types('add funds 70');
    const began = performance.now();
    await teams.submits(form, form.buttons[0]?.title ?? '');
    return `answered after ${Math.round(performance.now() - began)} ms`;
  });
  await report.step('slow: an import of 1,000 calls', async () => {
    await operator.calls(1000, 100);
    asked.dollars += 100;
    const began = performance.now();
    const reading = operator.reads();
    const beside = await timed('balance');
    return `${lines(textOf(await reading))} after ${Math.round(performance.now() - began)} ms; ${beside} beside it`;
  });
  await report.step('slow: a backup beside it', async () => {
    const { ms } = await operator.does(`${ledger} backup data/copy && rm -rf data/copy`);
    return `${Math.round(ms)} ms`;
  });
  await report.step('slow: SIGTERM, and the book after it', async () => {
    const began = performance.now();
    await operator.stops();
    return `ended after ${Math.round(performance.now() - began)} ms; ${await isWhole(operator, asked.dollars, 2)}`;
  });
}

/** Until nothing more fits. */
function fill(file: string): void {
  for (const bytes of [1 << 20, 1 << 12])
    try {
      for (let count = 0; count < 2 * diskMb * 256; count += 1) writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
}

async function isWhole(operator: Operator, dollars: number, orders: number): Promise<string> {
  const { out } = await operator.does(`${ledger} verify && ${ledger} balance --json && ${ledger} payments --json`);
  const [verified = '', balance = '{}', payments = '{}'] = out.trim().split('\n');
  assert.equal(Number((JSON.parse(balance) as { balance: string }).balance), opening - dollars);
  const listed = (JSON.parse(payments) as { payments: readonly { purpose: string }[] }).payments;
  assert.equal(listed.filter(({ purpose }) => purpose === 'order').length, orders);
  return `${verified}; $${dollars} drawn, orders: ${orders}`;
}

const lines = (text: string): string => text.split('\n').slice(0, 3).join(' · ');

function root(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
