import { ordersCard } from '../../cards/orders.ts';
import { button } from '../../cards/verbs.ts';
import { bare, facts, full, links, many, view, written, type Filled } from './filling.ts';

/** The layout of orders. */
export const orderViews: Readonly<Record<string, Filled>> = {
  orders: view(
    ordersCard,
    texts => ({
      ...{ ...full(texts), buttons: full(texts).buttons.map(one => ({ ...one, style: 'default' as const })) },
      ...{ notice: texts.text, text: texts.text, endedTitle: texts.label },
      open: many(4, index => ({
        ...({ title: texts.label, value: '$1,234.56', state: texts.text, color: 'Warning', about: written } as const),
        facts: index === 0 ? facts(texts) : [],
        buttons: many(3, place =>
          button(texts.label, 'show-order', { payment: 'order-1' }, index + place === 0 ? { style: 'positive' } : {}),
        ),
        links: links(texts),
      })),
      ended: many(6, () => ({
        ...{ title: texts.label, about: texts.text, value: '$1,234.56' },
        open: button(texts.label, 'show-order', { payment: 'order-1' }),
      })),
    }),
    texts => ({ ...bare(texts), notice: '', text: texts.label, open: [], endedTitle: '', ended: [] }),
  ),
};
