import { declinedId } from '../wallets/outcome-ids.ts';
import { undoLine } from './confirm.ts';
import { recording } from './options.ts';
import { record } from './record.ts';
import { orderNamed } from './settle.ts';
import { print, WrongUsage } from './terminal.ts';
import { verb } from './verb.ts';

export const decline = verb({
  name: 'decline',
  about: 'a payment failed: nothing was charged',
  example: 'decline recharge-3 --reason expired-card',
  takes: 'KEY',
  options: {
    reason: {
      value: 'CODE',
      about: 'the payment provider’s code, such as expired-card',
      isNeeded: true,
      reads: text => text.trim().toLowerCase(),
    },
    ...recording,
  },
  run: async (session, values, words) => {
    const { reason } = values;
    if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(reason))
      throw new WrongUsage(`--reason ${reason}: a code of letters, digits and hyphens`);
    const { order, found } = await orderNamed(session, 'decline', words);
    const { key } = order.payment;
    const recorded = await record(session, values, {
      request: { kind: 'decline', id: declinedId(found.wallet, key), key, reason, reportedBy: 'person' },
    });
    if (recorded === undefined) return;
    print(session, { key, reason }, `${key} failed: ${reason}${recorded.isRepeated ? ' (recorded before)' : ''}`);
  },
});

export const cancel = verb({
  name: 'cancel',
  about: 'an order was not bought, or a recharge of Microsoft’s did not come',
  example: 'cancel order-1f3a',
  takes: 'KEY',
  options: { ...recording },
  run: async (session, values, words) => {
    const { key } = (await orderNamed(session, 'cancel', words)).order.payment;
    const recorded = await record(session, values, { request: { kind: 'cancel', id: `${key}/cancelled`, key } });
    if (recorded === undefined) return;
    const before = recorded.isRepeated ? ' (recorded before)' : '';
    print(session, { key }, `${key} no longer waits${before}\n${undoLine(session, `settle ${key}`)}`);
  },
});
