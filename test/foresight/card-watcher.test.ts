import assert from 'node:assert/strict';
import type { Matter, Stage } from '../../core/index.ts';
import { foresightText, type ForesightAlert } from '../../bot/alerts/foresight-text.view.ts';
import { cardWatcher } from '../../bot/foresight/card-watcher.ts';
import type { CardLabel } from '../../bot/ports/index.ts';
import { Office } from '../support/office.ts';
import { speechFor } from '../../bot/chat/speech.ts';

describe('the watcher of payment cards', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const look = async (before: readonly Matter[] = []): Promise<readonly Stage[]> =>
    (await cardWatcher(office.tenant).look({ at: office.clock.now(), before })) ?? assert.fail('it does not know');
  const said = (stages: readonly Stage[], language: 'en' | 'zh-CN' = 'en'): readonly string[] =>
    stages.map(({ alert }) =>
      foresightText(speechFor({ language, timeZone: 'UTC', isSandbox: false }), {
        ...alert,
        id: 'x',
      } as ForesightAlert),
    );

  it('tells of the sandbox’s card, and of nothing where it has no expiry or none is paid with', async () => {
    assert.deepEqual(await look(), []);
    await office.skipsSetUp();
    assert.deepEqual(await look(), []);
    await office.sandbox.controls.setCardExpiry('2026-12');
    assert.deepEqual(said(await look()), ['The payment card is good until Dec 31, 2026.']);
    await office.sandbox.controls.setCardExpiry('2026-10');
    assert.deepEqual(said(await look(), 'zh-CN'), ['支付卡：有效期已于 2026年10月31日结束。']);
  });

  it('names a card by its brand and last digits, and the backup as what it is', async () => {
    await office.skipsSetUp();
    const { ledger } = office.tenant;
    const method = { kind: 'card', reference: 'sandbox-expired' } as const;
    assert.ok((await ledger.execute({ kind: 'set-backup-method', id: 'backup', method }, null)).ok);
    const visa: CardLabel = { kind: 'card', brand: 'Vi*sa', lastFour: '4242', expires: '2026-11' };
    const payments = {
      cardLabel: (reference: string) => Promise.resolve(reference === 'sandbox-expired' ? visa : undefined),
    };
    const found = await cardWatcher({ ...office.tenant, payments }).look({ at: office.clock.now(), before: [] });
    assert.deepEqual(said(found ?? []), [
      String.raw`Vi\*sa •• 4242 is good until Nov 30, 2026. It is the backup payment method.`,
    ]);
  });
});
