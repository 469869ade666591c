import assert from 'node:assert/strict';
import fc from 'fast-check';
import { acknowledged, dayMs, hourMs, minuteMs, secondMs, snoozed } from '../../core/index.ts';
import { tellingByMail } from '../../bot/alerts/mail-destinations.ts';
import type { Mail, Mailer } from '../../bot/ports/index.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import { requestMs } from '../support/fake-chats.ts';
import { DeliveryWorld } from '../support/delivery-world.ts';
import { moments, type Moment } from '../support/matter-histories.ts';

const numRuns = Number(process.env['LAWS_RUNS'] ?? 60);
const seed = Number(process.env['LAWS_SEED'] ?? 20_261_127);

const english = speechFor({ language: 'en', timeZone: 'UTC', isSandbox: false });

/** What becomes of one mail; the slowest ends before a mail server's time is up. */
const sending = fc.record({
  isFailing: fc.boolean(),
  takesMs: fc.oneof(
    { weight: 2, arbitrary: fc.constant(requestMs) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 45 }).map(seconds => seconds * secondMs) },
  ),
});

type Sending = typeof sending extends fc.Arbitrary<infer One> ? One : never;

/** Tells one reader of mails of everything; their mails go where they are sent. */
function reading(world: DeliveryWorld, send: Mailer['send']): void {
  const { tell } = tellingByMail(
    {
      ...{ mailer: undefined, chatLink: undefined, clock: world.clock },
      speechElsewhere: () => Promise.resolve(english),
      matterSurroundings: { of: (_matter, how) => Promise.resolve(how) },
    },
    { send },
    { address: 'ops@contoso.example', leaveUrl: () => Promise.resolve(undefined) },
  );
  world.add('ops', {}, { isOneByOne: true });
  world.chats.tell = (_to, _destination, message) => tell(message);
}

/** Lives on with somebody who reads mails alone, and then for two hours in which nothing fails. */
async function played(life: readonly Moment[], sendings: readonly Sending[]) {
  const world = new DeliveryWorld();
  const mails: Mail[] = [];
  let [asked, isCalm] = [0, false];
  reading(world, async mail => {
    const { isFailing, takesMs } = sendings[(asked += 1) % sendings.length]!;
    await world.clock.wait(takesMs);
    if (isFailing && !isCalm) return { kind: 'failed', reason: 'CONN' };
    mails.push(mail);
    return { kind: 'delivered', messageId: `<${mail.key}>` };
  });
  world.start();
  for (const { act, amiss, afterMs } of life) {
    world.amiss = amiss;
    const by = { by: 'Megan', at: world.clock.now() };
    if (act === 'acknowledges') await world.change('matter-1', matter => acknowledged(matter, by));
    if (act === 'snoozes')
      await world.change('matter-1', matter => snoozed(matter, { ...by, until: by.at + 2 * hourMs }));
    await world.pass(Math.min(afterMs, 3 * hourMs));
  }
  isCalm = true;
  await world.pass(2 * hourMs + minuteMs);
  return { mails, matters: await world.all() };
}

const law = (name: string, holds: (lived: Awaited<ReturnType<typeof played>>) => void): void =>
  void it(`law: ${name}`, () =>
    fc.assert(
      fc.asyncProperty(moments, fc.array(sending, { minLength: 1, maxLength: 6 }), async (life, sendings) =>
        holds(await played(life, sendings)),
      ),
      { numRuns, seed },
    ));

describe('whoever reads mails alone', function () {
  this.timeout(600_000);

  law('knows of each matter that they were told of whether it is over', ({ mails, matters }) => {
    for (const { id, endedAt } of matters) {
      const last = mails.findLast(({ thread }) => thread === id);
      if (last !== undefined) assert.equal(last.key.includes(':over:'), endedAt !== undefined, `${id}: ${last.key}`);
    }
  });

  law('is told nothing twice', ({ mails }) =>
    assert.equal(new Set(mails.map(({ key }) => key)).size, mails.length, mails.map(({ key }) => key).join()),
  );

  it('is told when they are back of the end of what ended in the last week, and of nothing older', async () => {
    const world = new DeliveryWorld();
    const keys: string[] = [];
    reading(world, ({ key }) => Promise.resolve({ kind: 'delivered', messageId: `<${keys.push(key)}>` }));
    world.start();
    world.amiss = ['low', 'stalled'];
    await world.pass(minuteMs);
    const away = world.destinations.get('ops')!;
    world.destinations.delete('ops');
    world.amiss = ['low'];
    await world.pass(6 * dayMs);
    world.amiss = [];
    await world.pass(3 * dayMs);
    world.destinations.set('ops', { ...away, asked: 1 });
    await world.pass(hourMs);
    assert.deepEqual(
      keys.map(key => key.split(':').slice(0, 2).join(' ')),
      ['matter-1 2', 'matter-2 2', 'matter-1 over'],
    );
  });
});
