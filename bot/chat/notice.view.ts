import { noticeCard, type NoticeView } from '../../cards/notice.ts';
import type { Card } from '../../cards/card.ts';
import type { Button } from '../../cards/verbs.ts';
import { frame } from './frame.view.ts';
import type { Speech } from './speech.ts';

/** A card of a title and sentences. */
export const notice = (
  speech: Speech,
  title: string,
  sentences: readonly string[],
  more: { readonly buttons?: readonly Button[]; readonly links?: NoticeView['links'] } = {},
): Card =>
  noticeCard({
    ...frame(speech, title, more.buttons),
    text: sentences[0] ?? '',
    lines: sentences.slice(1).map(text => ({ text })),
    links: more.links ?? [],
  });
