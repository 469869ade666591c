import { unreachable } from '../../core/index.ts';
import type { Block, Printout } from './printout.ts';

/** A printout without what no page shows: marks of direction and invisible ones, controls, and lines of a text's own. */
export const printable = ({ blocks, ...printout }: Printout): Printout => ({
  ...printout,
  ...{ title: plain(printout.title), notice: plain(printout.notice), footer: plain(printout.footer) },
  about: printout.about.map(plain),
  blocks: blocks.map(printableBlock),
});

function printableBlock(block: Block): Block {
  switch (block.kind) {
    case 'heading':
    case 'text':
      return { ...block, text: plain(block.text) };
    case 'sheet':
      return { ...block, title: plain(block.title) };
    case 'facts':
      return { ...block, facts: block.facts.map(({ title, value }) => ({ title: plain(title), value: plain(value) })) };
    case 'table':
      return {
        ...block,
        columns: block.columns.map(({ title, align }) => ({ title: plain(title), align })),
        rows: block.rows.map(({ cells, isTotal }) => ({ cells: cells.map(plain), isTotal })),
      };
    default:
      return unreachable(block);
  }
}

const plain = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
