import { textOf } from '../house/imports.ts';

/**
 * What becomes of a block: it is run; it needs a real tenant, a cloud or root; it goes on until another one ends it; or it ends that one
 * before it is run.
 */
export type BlockKind = 'run' | 'cloud' | 'runs' | 'stops';

/** A block of commands of the operator's guide. */
export interface GuideBlock {
  readonly heading: string;
  readonly line: number;
  readonly kind: BlockKind;
  /** As it stands, without the line that says its kind. */
  readonly text: string;
}

const kinds: readonly string[] = ['cloud', 'runs', 'stops'];

/** The blocks of commands of a page, in their order. */
export function blocksOf(page: string): readonly GuideBlock[] {
  return [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(({ 1: whole = '', index }) => {
    const before = page.slice(0, index);
    const prose = before.replaceAll(/^```.*?^```$/gms, '');
    const [, said = ''] = /^# (\w+)\n/.exec(whole) ?? [];
    const isMarked = kinds.includes(said);
    return {
      heading: [...prose.matchAll(/^#+ (.+)$/gm)].at(-1)?.[1] ?? '',
      line: before.split('\n').length,
      kind: isMarked ? (said as BlockKind) : 'run',
      text: isMarked ? whole.slice(whole.indexOf('\n') + 1) : whole,
    };
  });
}

export const guidePage = 'manifest/README.md';

/** The blocks of the guide. */
export const guideBlocks = (): readonly GuideBlock[] => blocksOf(textOf(guidePage));
