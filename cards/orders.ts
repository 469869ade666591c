import json from './orders.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Frame, Link } from './frame.ts';
import type { ListRow } from './list.ts';
import type { Button } from './verbs.ts';

/** What was ordered, with what can be done about it. */
export interface OrderItem {
  readonly title: string;
  readonly value: string;
  /** What has become of it, or what it waits for. */
  readonly state: string;
  readonly color: 'Default' | 'Warning' | 'Attention';
  /** In small print; '' for nothing. */
  readonly about: string;
  readonly facts: readonly Fact[];
  readonly buttons: readonly Button[];
  readonly links: readonly Link[];
}

export interface OrdersView extends Frame {
  readonly notice: string;
  readonly text: string;
  readonly open: readonly OrderItem[];
  readonly endedTitle: string;
  /** Pressing one opens it. */
  readonly ended: readonly Pick<ListRow, 'title' | 'about' | 'value' | 'open'>[];
}

/** What was ordered and waits, what ended lately; or one order alone. */
export const ordersCard = layout<OrdersView>(json);
