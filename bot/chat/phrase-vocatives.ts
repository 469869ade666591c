import { phraseTables } from '../../cards/phrases.ts';
import { known, type Part } from './phrase-parts.ts';
import type { Token } from './phrase-words.ts';

let made: { readonly greeted: RegExp; readonly signed: RegExp } | undefined;

/**
 * Nobody is given who is greeted, or who signs: "Hi Joe, remove the license of Ana Costa. Regards, Kim Lee" is about Ana alone. "Hi, Joe needs a
 * license" greets nobody.
 */
export function withoutVocatives(text: string, all: readonly Token[], parts: readonly Part[]): readonly Part[] {
  made ??= vocatives();
  const { greeted, signed } = made;
  return parts.map(part => {
    const { start } = all[part.at] ?? {};
    if (part.slot?.name !== 'person' || start === undefined) return part;
    const [before, behind] = [text.slice(0, start), text.slice(start + part.slot.typed.length)];
    const isGreeted = greeted.test(before) && /^\s*(?:[,!.:;]|$)/.test(behind);
    const isSigned = signed.test(before) && /^\s*[.!]*\s*$/.test(behind);
    return isGreeted || isSigned ? { ...known, ideas: [], isCommon: true, at: part.at } : part;
  });
}

function vocatives(): NonNullable<typeof made> {
  const oneOf = (name: 'greetings' | 'closings'): string =>
    Object.values(phraseTables)
      .flatMap(table => table[name].split('; ').filter(Boolean))
      .map(words => RegExp.escape(words))
      .join('|');
  return {
    greeted: new RegExp(String.raw`(?:^|[.!?;]\s*)(?:${oneOf('greetings')})\s*$`, 'iu'),
    signed: new RegExp(String.raw`(?:^|[^\p{L}])(?:${oneOf('closings')})[\s,.!]*$`, 'iu'),
  };
}
