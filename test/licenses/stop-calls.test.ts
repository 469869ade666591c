import assert from 'node:assert/strict';
import { creditsSkuId, minuteMs, subjectOf, type Matter } from '../../core/index.ts';
import type { Licenses } from '../../bot/ports/index.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { matterOf } from '../support/made-matters.ts';
import { Office } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

describe('stopping paid calls in conversation', () => {
  let office: Office;
  let isaiah: string;
  beforeEach(() => {
    office = new Office();
  });
  afterEach(() => office.close());

  const opens = async (): Promise<void> => {
    await office.open();
    await office.presses(await office.types('assign credits to Isaiah Langer, Patti Fernandez'), 'Assign');
    const all = await office.tenant.directory.people();
    isaiah = all.find(({ name }) => name === 'Isaiah Langer')!.id;
  };
  const holds = async (): Promise<boolean> => {
    const [one] = await office.tenant.directory.peopleOf([isaiah]);
    return one!.licenses.some(({ skuId }) => skuId === creditsSkuId);
  };
  const channel: Said = { conversation: 'general', kind: 'channel' };

  /** Tells two conversations that Isaiah's calls look like fraud. */
  async function tells(
    person = isaiah,
  ): Promise<{ readonly here: ReadCard; readonly there: ReadCard; readonly matter: Matter }> {
    await office.types('alerts here', channel);
    await office.types('alerts here', { ...channel, conversation: 'finance' });
    const made = matterOf('fraud-suspected', { person, about: person });
    const now = office.clock.now();
    const matter = {
      ...made,
      id: 'matter-7',
      subject: subjectOf(made.alert),
      raisedAt: now,
      notBefore: now,
      calledAt: now,
    };
    await office.stores.matters.write({ changed: [{ matter, from: 0 }], taken: [], retired: [] });
    await office.tenant.deliveries.run();
    const [here, there] = office.told().slice(-2);
    return { here: here!, there: there!, matter };
  }

  it('says first what it does and what not, takes the license at the press, and gives it back at one more', async () => {
    await opens();
    const card = await office.types('stop paid calls of Isaiah Langer');
    says(card, 'paid.held.own');
    says(card, 'paid.limits');
    says(card, 'paid.late');
    assert.match(textOf(card), /Grant-CsDialoutPolicy -Identity 'isaiahl@contoso\.example'/);
    assert.equal(await holds(), true);
    const stopped = await office.presses(card, 'Stop paid calls');
    assert.match(textOf(stopped.card), /Stopped by Somebody, /);
    assert.equal(await holds(), false);
    // Pressed again, by somebody else too, the same card says the same.
    const again = await office.presses(card, 'Stop paid calls', {}, { as: people.licenseAdmin });
    assert.match(textOf(again.card), /Stopped by Somebody, /);
    const restored = await office.presses(stopped.card, 'Restore paid calls');
    says(restored.card, 'paid.held.own');
    assert.match(textOf(restored.card), /Stopped earlier by Somebody/);
    assert.equal(await holds(), true);
    // The card of before shows how it stands, and takes nothing again.
    says((await office.presses(card, 'Stop paid calls')).card, 'paid.held.own');
    assert.equal(await holds(), true);
  });

  it('is reached from who, lists who is stopped, and is meant by nobody who gives the license to everybody', async () => {
    await opens();
    const who = await office.types('who Isaiah Langer');
    const { card } = await office.presses(who, 'Stop paid calls');
    await office.presses(card, 'Stop paid calls');
    const list = await office.types('stop paid calls');
    assert.match(textOf(list), /Isaiah Langer/);
    const now = await office.types('who Isaiah Langer');
    assert.match(textOf(now), /Stopped by Somebody, /);
    assert.deepEqual(
      now.buttons.map(({ title }) => title).filter(title => /Assign|Stop|Restore/.test(title)),
      ['Restore paid calls'],
    );
    const everyone = await office.types('assign credits to everyone');
    await office.presses(everyone, 'Assign');
    assert.equal(await holds(), false);
    const back = await office.types('restore paid calls of Isaiah Langer', { locale: 'en-US' });
    await office.presses(back, 'Restore paid calls');
    assert.equal(await holds(), true);
    says(await office.types('停止付费通话'), 'paid.nobody');
  });

  it('is not undone by a set-up that gives the license to all', async () => {
    await opens();
    await office.presses(await office.types('stop paid calls of Isaiah Langer'), 'Stop paid calls');
    const steps = await office.setsUp();
    assert.match(steps.map(textOf).join(), /\d of \d+ licenses assigned/);
    assert.equal(await holds(), false);
  });

  /** Isaiah was among those for whom it failed, was given the license elsewhere, and his calls were stopped. */
  const failsAndIsStopped = async (begin: () => Promise<ReadCard>): Promise<ReadCard> => {
    let [real, isFailing] = [undefined as Licenses | undefined, true];
    office.licenses = licenses => {
      real = licenses;
      return {
        ...{ remove: licenses.remove.bind(licenses), locate: licenses.locate.bind(licenses) },
        assign: async (asked, onResult, ...rest) => {
          const refused = isFailing ? asked : [];
          for (const { personId } of refused) onResult(personId, { ok: false, refusal: 'other' });
          if (!isFailing) await licenses.assign(asked, onResult, ...rest);
        },
      };
    };
    await office.open();
    const failed = await begin();
    isFailing = false;
    isaiah = (await office.tenant.directory.people()).find(({ name }) => name === 'Isaiah Langer')!.id;
    await real!.assign([{ personId: isaiah, skuIds: [creditsSkuId] }], () => undefined);
    office.clock.advance(minuteMs);
    await office.presses(await office.types('stop paid calls of Isaiah Langer'), 'Stop paid calls');
    assert.equal(await holds(), false);
    return failed;
  };

  it('is not undone by another try for those for whom it had failed', async () => {
    const card = await failsAndIsStopped(async () => {
      const review = await office.types('assign credits to Isaiah Langer, Patti Fernandez');
      return (await office.presses(review, 'Assign')).card;
    });
    const again = await office.presses(card, 'Try 2 again');
    assert.equal(await holds(), false);
    assert.match(textOf(again.card), /1 of 2 licenses assigned\. 1 failed.*their paid calls are stopped/s);
    assert.doesNotMatch(textOf(again.card), /again/);
  });

  it('is not undone by another try in set-up', async () => {
    const credits = await failsAndIsStopped(async () => {
      await office.setsUp();
      return (await office.presses(await office.types('setup'), 'Credits license')).card;
    });
    const again = await office.presses(credits, /Retry failed/);
    assert.match(textOf(again.card), /14 of 15 licenses assigned\. 1 failed.*their paid calls are stopped/s);
    assert.doesNotMatch(textOf(again.card), /Retry failed/);
    assert.equal(await holds(), false);
  });

  it('names nobody to the others where it is pressed in a channel', async () => {
    await opens();
    const { card } = await office.presses(
      await office.types('who Isaiah Langer', channel),
      'Stop paid calls',
      {},
      channel,
    );
    const stopped = await office.presses(card, 'Stop paid calls', {}, channel);
    assert.match(textOf(stopped.card), /Isaiah Langer/);
    const shown = office.told().at(-1)!;
    says(shown, 'paid.count', { count: '1' });
    assert.doesNotMatch(textOf(shown), /Isaiah/);
  });

  it('asks which of several is meant, says that nobody is, and is for who may change licenses', async () => {
    await opens();
    assert.match(textOf(await office.types('stop paid calls of L')), /Lee Gu.*Lidia/s);
    says(await office.types('stop paid calls of Nobody Atall'), 'assign.nobody', { name: 'Nobody Atall' });
    const card = await office.types('stop paid calls of Isaiah Langer');
    for (const as of [people.reader, people.billingAdmin, people.nobody]) {
      const pressed = await office.presses(card, 'Stop paid calls', {}, { as });
      assert.match(pressed.text, /needs one of these roles/);
      says(await office.types('stop paid calls of Isaiah Langer', { as }), 'deny.title');
    }
    assert.equal(await holds(), true);
    says(await office.types('stop paid calls of Lee Gu'), 'paid.held.no');
  });

  it('is one press on the alert, which says who did it in every conversation, and offers to undo it', async () => {
    await opens();
    const { here, matter } = await tells();
    const { card } = await office.presses(here, 'Stop paid calls', {}, channel);
    assert.match(textOf(card), /Critical · Paid calls stopped by Somebody, .*Credits no longer pay for their calls/s);
    assert.deepEqual(
      card.buttons.map(({ title }) => title).filter(title => /Stop|Restore|Acknowledge/.test(title)),
      ['Restore paid calls'],
    );
    assert.equal(await holds(), false);
    const shown = office.told().slice(-2).map(textOf);
    assert.ok(
      shown.every(text => text.includes('Paid calls stopped by Somebody')),
      shown.join('\n---\n'),
    );
    // Another one presses on the card as it was.
    const late = await office.presses(here, 'Stop paid calls', {}, { ...channel, as: people.licenseAdmin });
    assert.match(textOf(late.card), /stopped by Somebody/);
    const undone = await office.presses(card, 'Restore paid calls', {}, channel);
    assert.match(textOf(undone.card), /Paid calls restored by Somebody/);
    assert.ok(undone.card.buttons.some(({ title }) => title === 'Stop paid calls'));
    assert.equal(await holds(), true);
    const kept = await office.stores.matters.find(matter.id);
    assert.deepEqual(
      kept?.timeline.map(({ kind }) => kind),
      ['raised', 'calls-stopped', 'calls-restored'],
    );
  });

  it('is offered on the alert of calls that somebody else made, and takes the license of that account', async () => {
    await office.open();
    await office.types('sandbox start');
    await office.presses(await office.types('assign credits to everyone'), 'Assign');
    await office.types('alerts here', channel);
    await office.types('sandbox fraud');
    await office.tenant.deliveries.run();
    const alert = office.told().findLast(card => card.buttons.some(({ title }) => title === 'Stop paid calls'))!;
    const data = alert.buttons.find(({ verb }) => verb === 'paid-calls')!.data as { person: string; matter: string };
    assert.equal(data.person, '', 'whoever reads the card need not know');
    const { person = '' } = (await office.stores.matters.find(data.matter))!.alert;
    const held = async (): Promise<readonly string[]> =>
      (await office.tenant.directory.peopleOf([person])).flatMap(({ licenses }) => licenses.map(({ skuId }) => skuId));
    assert.ok((await held()).includes(creditsSkuId));
    const { card } = await office.presses(alert, 'Stop paid calls', {}, channel);
    assert.match(textOf(card), /Fraud suspected.*Paid calls stopped by Somebody/s);
    assert.ok(!(await held()).includes(creditsSkuId));
  });

  it('says beside the alert that Microsoft has not confirmed it, and on it once a later round has done it', async () => {
    let isAway = true;
    office.licenses = real => ({
      ...{ assign: (...asked) => real.assign(...asked), locate: (...asked) => real.locate(...asked) },
      remove: (...asked) => (isAway ? Promise.reject(new Error('Graph is away')) : real.remove(...asked)),
    });
    await opens();
    const { here } = await tells();
    const { card } = await office.presses(here, 'Stop paid calls', {}, channel);
    assert.doesNotMatch(textOf(card), /stopped by/);
    says(office.told().at(-2)!, 'paid.waits');
    assert.equal(await holds(), true);
    isAway = false;
    await office.tenant.callStopper.catchUp();
    await office.tenant.idle();
    assert.equal(await holds(), false);
    assert.match(textOf(office.told().at(-1)!), /Paid calls stopped by Somebody/);
  });

  it('takes the license of whom the log knows by an address alone, and means them by nobody after that', async () => {
    await opens();
    const { here } = await tells('isaiahl@contoso.example');
    const { card } = await office.presses(here, 'Stop paid calls', {}, channel);
    assert.match(textOf(card), /Paid calls stopped by Somebody/);
    assert.equal(await holds(), false);
    await office.presses(await office.types('assign credits to everyone'), 'Assign');
    assert.equal(await holds(), false);
  });

  it('says of an alert that is forgotten that it is gone', async () => {
    await opens();
    const { here, matter } = await tells();
    office.stores.matters.find = () => Promise.resolve(undefined);
    const { card } = await office.presses(here, 'Stop paid calls', {}, channel);
    says(card, 'alert.gone');
    assert.equal(await holds(), true);
    assert.equal(await office.tenant.stoppedCalls.of(matter.alert.person ?? ''), undefined);
  });
});
