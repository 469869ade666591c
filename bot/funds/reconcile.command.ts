import { text } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { requestId } from '../chat/request-id.ts';
import { day } from '../chat/typed-range.ts';
import { askReconcile, reviewReconcile, type ReconcileNeeds } from './reconcile.ts';

export const reconcileBalance = command({
  name: 'reconcile',
  access: 'money',
  // The form shows what is wrong with an amount beside its field.
  arguments: { amount: text('amount', { hasNoMarks: true }), at: day({ mark: 'at' }) },
  menus: [],
  run: async (needs: ReconcileNeeds, turn, { amount = '', at = '' }) => {
    const stated = { id: await requestId(needs, turn, 'reconcile'), amount, day: at };
    return amount === '' ? askReconcile(needs, turn, stated) : reviewReconcile(needs, turn, stated);
  },
});
