import { existsSync } from 'node:fs';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { dayMs, secondMs } from '../../core/index.ts';
import type { Client } from '../playground/client.ts';
import { Desk } from './desk.ts';
import { installed, Operator, type Rehearsal } from './operator.ts';

/** What shows a program another time than the machine's: Debian's faketime. */
const otherTime = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketime.so.1`;
const clockFile = 'bot-clock';

/**
 * A pool that Microsoft holds, from what there is already to orders that are bought as ordered, otherwise or not at all, and recharges that come or do not:
 * by an admin in a browser, over days, with a picture of each step.
 */
export async function mirror(given: Rehearsal): Promise<void> {
  const { report, pictures } = given;
  if (!existsSync(otherTime)) throw new Error(`${otherTime} is not there: install faketime`);
  const operator = await new Operator(given).begin();
  const desk = new Desk(operator.cloud, operator.registered.tenant);
  try {
    await operator.isInstalled();
    const days = new Days(operator, desk);
    await days.begin();
    const client = await desk.open();
    await mkdir(pictures, { recursive: true });
    let shown = 0;
    const step: Step = async (name, work) => {
      // After a step that failed the next ones would not find what they press.
      if (report.failed > 0) return;
      await report.step(name, async () => {
        try {
          return await work();
        } finally {
          shown += 1;
          const file = `${String(shown).padStart(2, '0')}-${name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}.png`;
          await client.photograph(path.join(pictures, file));
        }
      });
    };
    await walk(client, days, step);
  } finally {
    await desk.close();
    await operator.end();
  }
}

type Step = (name: string, work: () => Promise<string>) => Promise<void>;

async function walk(client: Client, days: Days, step: Step): Promise<void> {
  const sees = async (...texts: readonly (string | RegExp)[]): Promise<string> => {
    for (const text of texts) await client.sees(text);
    return texts.map(String).join(' · ');
  };
  await step('credits that there are already', async () => {
    await client.type('setup');
    await client.sees('How does your organization pay for calls?');
    await client.press('Prepaid: Communications Credits');
    await client.sees('Step 2 of 4 · Licenses');
    await client.press('Continue');
    await client.sees('Step 3 of 4 · Order');
    await client.press('We already have credits');
    await client.fill('Balance it shows now (USD)', '60');
    await client.press('Review');
    await client.sees('Record');
    await client.press('Record');
    return sees('Recorded: a balance of $60.00');
  });
  await step('alerts and Microsoft’s rule', async () => {
    await client.goTo(/General/);
    await client.mention('alerts here');
    await client.sees('Alerts will come here.');
    await client.goTo('Personal Chat');
    await client.type('auto-recharge 50 below 20');
    await client.press('Save');
    return sees('Saved.');
  });
  await step('an order', async () => {
    await client.type('add funds 100');
    await client.press('Record order');
    return sees('The order of $100.00 is recorded. Buy it in the Microsoft 365 admin center, then confirm it here.');
  });
  await step('the reminder of the next day', async () => {
    await days.pass(1);
    await client.goTo(/General/);
    return sees('An order waits to be confirmed');
  });
  await step('bought otherwise', async () => {
    await client.goTo('Personal Chat');
    await client.type('orders');
    await client.sees('$60.00 now, $160.00 once it is bought');
    await client.press('I have bought it');
    await client.sees('What was bought?');
    await client.fill('Amount', '150');
    await client.fill('Reference, such as Microsoft', 'G0-1234');
    await client.press('Record');
    await client.sees('$100.00 was ordered, $150.00 would be added.');
    await client.press('Record');
    return sees('$150.00');
  });
  await step('the balance has it once', async () => {
    await client.type('balance');
    await client.sees('Lasts until');
    return sees('$210.00');
  });
  await step('an order of 5,000 by mistake', async () => {
    await client.type('add funds 5000');
    await client.press('Record order');
    await client.sees('$5,000.00 is more than ten usual months');
    await client.press('Yes, record $5,000.00');
    return sees('The order of $5,000.00 is recorded.');
  });
  await step('cancelled', async () => {
    await client.type('orders');
    await client.sees('$210.00 now, $5,210.00 once it is bought');
    await client.press('Not bought');
    await client.sees('Was it not bought?');
    await client.press('Yes, it was not bought');
    return sees('Not bought, as was said on');
  });
  await step('Microsoft’s recharge is expected', async () => {
    await days.calls(195);
    await client.type('import');
    await client.goTo(/General/);
    return sees('A recharge needs your confirmation');
  });
  await step('it did not come', async () => {
    await days.pass(7);
    await client.goTo('Personal Chat');
    await client.type('orders');
    return sees(/Nobody confirmed it by .* it counts as not come\./);
  });
  await step('it came after all, twice', async () => {
    await client.press(/^Auto-recharge of/);
    await client.press('It came after all');
    await client.sees('What did Microsoft add?');
    await client.fill('Amount', '100');
    await client.press('Record');
    await client.sees('$50.00 was expected, $100.00 would be added.');
    await client.press('Record');
    return sees('$100.00');
  });
  await step('in Chinese', async () => {
    await client.type('language 中文');
    await client.sees('简体中文');
    await client.type('订单');
    return sees('订单');
  });
}

/** The bot's days: it is stopped, the clocks go on, and it starts again. */
class Days {
  readonly #operator: Operator;
  readonly #desk: Desk;
  #passed = 0;

  constructor(operator: Operator, desk: Desk) {
    this.#operator = operator;
    this.#desk = desk;
  }

  async begin(): Promise<void> {
    await appendFile(this.#operator.machine.at(`${installed}/credits.env`), timeSettings);
    await this.#setClocks();
    await this.#starts();
  }

  async pass(count: number): Promise<void> {
    await this.#operator.stops();
    this.#passed += count;
    await this.#setClocks();
    await this.#starts();
  }

  /** Calls of so many dollars, of the last seconds. */
  async calls(dollars: number): Promise<void> {
    const { cloud } = this.#operator;
    const to = Date.now() + cloud.aheadMs;
    await cloud.tenant.makeCalls({ count: 20, total: dollars * 1_000_000, from: to - 5 * secondMs, to });
  }

  async #setClocks(): Promise<void> {
    const { cloud, machine } = this.#operator;
    cloud.aheadMs = this.#passed * dayMs;
    this.#desk.aheadMs = cloud.aheadMs;
    await writeFile(machine.at(clockFile), `+${this.#passed}d\n`);
  }

  #starts(): Promise<unknown> {
    return this.#operator.starts({ mounts: ['--tmpfs', '/dev/shm', '--chmod', '1777', '/dev/shm'] });
  }
}

/** Whatever is run with the operator's settings sees this time. */
const timeSettings = `
LD_PRELOAD=${otherTime}
FAKETIME_TIMESTAMP_FILE=/home/operator/${clockFile}
FAKETIME_NO_CACHE=1
FAKETIME_DONT_FAKE_MONOTONIC=1
`;
