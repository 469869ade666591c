import assert from 'node:assert/strict';
import { minuteMs, ok } from '../../core/index.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('verify', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  it('checks every entry, says the head to keep, and checks again only after a minute or when something came', async () => {
    says(await office.types('verify'), 'history.empty');
    await office.skipsSetUp();
    const { ledger } = office.tenant;
    const audit = ledger.audit.bind(ledger);
    let audits = 0;
    ledger.audit = onProgress => ((audits += 1), audit(onProgress));
    const entries = await office.entries();
    const told = await office.types('verify', { as: people.reader });
    says(told, 'verify.whole', { entries: entries.length });
    says(told, 'verify.head', { head: `${entries.length}:${entries.at(-1)?.hash}` });
    says(await office.types('验证', { locale: 'zh-CN' }), 'verify.whole', { entries: entries.length }, 'zh-CN');
    assert.equal(audits, 1);
    office.clock.advance(minuteMs);
    await office.types('verify');
    await office.types('sandbox spend 5');
    await office.types('verify');
    assert.equal(audits, 3);
  });

  it('shows how far a long check is, and begins no second one beside it', async () => {
    await office.skipsSetUp();
    says(await office.types('verify'), 'verify.whole');
    await office.types('sandbox spend 5');
    const { ledger } = office.tenant;
    const read = await ledger.read();
    assert.ok(read.ok);
    let begun = 0;
    let end = (): void => undefined;
    const reached = Promise.withResolvers<undefined>();
    ledger.audit = async onProgress => {
      begun += 1;
      onProgress?.(3);
      await new Promise<void>(resolve => {
        end = resolve;
        reached.resolve(undefined);
      });
      return ok(read.value.wallet);
    };
    const typed = office.types('verify');
    await reached.promise;
    // Before the working card would come.
    office.clock.advance(1600);
    const running = await typed;
    says(running, 'verify.running', { checked: 3, entries: read.value.wallet.seq });
    says(running, 'verify.last', { date: 'Nov 22, 2026, 12:00 UTC' });
    const { result } = office.tenant.audits.running!;
    end();
    await result;
    says((await office.presses(running, 'Refresh')).card, 'verify.whole', { entries: read.value.wallet.seq });
    assert.equal(begun, 1);
    assert.match(textOf(await office.types('verify')), /whole/);
  });
});
