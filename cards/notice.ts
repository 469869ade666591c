import json from './notice.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Frame, Link } from './frame.ts';

export interface NoticeView extends Frame {
  readonly text: string;
  readonly lines: readonly { readonly text: string }[];
  /** Where the next step is taken: the first choice, before all buttons. */
  readonly links: readonly Link[];
}

/** A title, some sentences, and what to do next. */
export const noticeCard = layout<NoticeView>(json);
