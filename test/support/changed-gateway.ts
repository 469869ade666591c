import type { Payments } from '../../bot/ports/index.ts';

/** That gateway, but for what is changed. */
export const changedGateway = (gateway: Payments, changed: Partial<Payments>): Payments => ({
  methods: () => gateway.methods(),
  cardLabel: reference => gateway.cardLabel(reference),
  charge: asked => gateway.charge(asked),
  outcomeOf: payment => gateway.outcomeOf(payment),
  eventIn: notice => gateway.eventIn(notice),
  ...changed,
});
