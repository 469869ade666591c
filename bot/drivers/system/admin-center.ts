import { err } from '../../../core/index.ts';
import { DriverError, observed, type Payments } from '../../ports/index.ts';

/** Mirror: Microsoft takes the money in its admin center, and there is no API to ask (M1). Nothing is ever charged here. */
export const adminCenter: Payments = {
  methods: () => Promise.resolve([{ kind: 'admin-centre' }]),
  cardLabel: () => Promise.resolve(undefined),
  charge: () => Promise.reject(new DriverError('nothing-to-charge', 'a mirrored wallet is never charged here')),
  outcomeOf: () => Promise.resolve({ kind: 'unknown' }),
  eventIn: () => err('not-signed'),
  check: () => Promise.resolve([observed('payments', 'payments-elsewhere')]),
};
