import assert from 'node:assert/strict';
import { minuteMs } from '../../core/index.ts';
import { readCard, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import type { Said } from '../support/teams-client.ts';

const channel: Said = { conversation: '19:general@thread.tacv2', kind: 'channel' };

describe('people by name, where others read along', () => {
  let office: Office;
  /** Everybody who has called, and every number, whole. */
  let secrets: readonly string[];
  /** Whoever is typed, with their address. */
  let asked: readonly string[];
  let call: string;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
    await office.types('sandbox calls 60');
    const { calls } = await office.stores.rows.calls({ days: { first: '2026-08-01', last: '2026-11-22' }, limit: 60 });
    secrets = calls.flatMap(({ row: { about } }) =>
      [about.userName, about.userPrincipalName, about.caller, about.callee].filter(text => text !== ''),
    );
    call = calls[0]!.row.id;
    asked = secrets.slice(0, 2);
  });
  afterEach(() => office.close());

  const named = (card: ReadCard): readonly string[] => {
    // An address as it is shown, so that Teams makes no link of it, is in parts.
    const text = JSON.stringify(card.json).replaceAll('\u2060', '');
    return secrets.filter(secret => text.includes(secret));
  };

  for (const text of [
    'calls',
    'calls of NAME',
    'usage',
    'usage by person',
    'who NAME',
    'explain CALL',
    'licenses missing',
    'savings',
    'digest',
  ])
    it(`are for whoever pressed, also where it takes long: ${text}`, async () => {
      const [name = ''] = secrets;
      const typed = text.replace('NAME', name).replace('CALL', call);
      const slow = Promise.withResolvers<undefined>();
      const { reached } = office.slowed(office.tenant.directory, () => slow.promise);
      office.clock.advance(6 * minuteMs);
      const pressing = office.invokes('run', { text: typed }, { ...channel, isLeftAlone: true });
      await reached;
      office.clock.advance(1800);
      await pressing;
      slow.resolve(undefined);
      await office.tenant.idle();
      const posted = office.told();
      assert.equal(posted.length, 1);
      assert.deepEqual(
        posted.flatMap(named).filter(secret => !(text.includes('NAME') && asked.includes(secret))),
        [],
      );
    });

  it('are in no message beside an alert, which stays; in a chat of one’s own they are', async () => {
    const pressed = async (said: Said): Promise<ReadCard> => {
      const { body } = await office.post({
        ...office.activity(said),
        ...{ type: 'invoke', name: 'adaptiveCard/action', replyToId: 'm0' },
        value: { action: { type: 'Action.Execute', verb: 'run-beside', data: { text: 'calls', matter } } },
      });
      assert.match(textOf(readCard((body as { value: unknown }).value)), /Low balance/);
      await office.tenant.idle();
      return office.told().at(-1)!;
    };
    await office.types('alerts here', channel);
    await office.types('sandbox spend 85');
    const [{ id: matter } = { id: '' }] = await office.stores.matters.all();
    const beside = await pressed(channel);
    assert.match(textOf(beside), /Calls/);
    assert.deepEqual(named(beside), []);
    assert.match(textOf(beside), /sees it in a chat of their own with me/);
    assert.ok(named(await pressed({})).length > 0);
  });
});
