import { languages, type Language } from './words.ts';

// Countries and regions by their names in every language, from Intl: no list of ours.

/** Names that logs, or people, use for a region and Intl does not. */
const otherNames: Readonly<Record<string, string>> = {
  'korea, republic of': 'KR',
  'russian federation': 'RU',
  'united states of america': 'US',
  usa: 'US',
  america: 'US',
  'great britain': 'GB',
  england: 'GB',
  holland: 'NL',
  'czech republic': 'CZ',
  'viet nam': 'VN',
  uae: 'AE',
  turkey: 'TR',
  'ivory coast': 'CI',
  macau: 'MO',
  'hong kong sar': 'HK',
  swaziland: 'SZ',
  macedonia: 'MK',
  'democratic republic of congo': 'CD',
  'republic of congo': 'CG',
  'brunei darussalam': 'BN',
  vatican: 'VA',
  'east timor': 'TL',
  burma: 'MM',
  'slovak republic': 'SK',
  'cabo verde': 'CV',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  korea: 'KR',
  bosnia: 'BA',
  saudi: 'SA',
  trinidad: 'TT',
  阿联酋: 'AE',
  沙特: 'SA',
  波黑: 'BA',
  巴新: 'PG',
  中非: 'CF',
  多米尼加: 'DO',
  刚果金: 'CD',
  刚果布: 'CG',
  澳洲: 'AU',
  象牙海岸: 'CI',
  中国大陆: 'CN',
  英格兰: 'GB',
  苏格兰: 'GB',
  威尔士: 'GB',
  北爱尔兰: 'GB',
};

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/['’ʼ`]/gu, '’')
    .replaceAll('&', ' and ')
    .toLowerCase()
    .replaceAll(/\bthe /g, '')
    .replace(/^st\.? /, 'saint ')
    .replaceAll(/\s+/g, ' ')
    .trim();

let known: ReadonlyMap<string, string> | undefined;

/** The code of every region by its folded names, long and short, in every language, and by its code. */
function codesByName(): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  for (const language of languages)
    for (const style of ['long', 'short'] as const) {
      const names = new Intl.DisplayNames([language], { type: 'region', style, fallback: 'none' });
      for (let index = 0; index < 26 * 26; index += 1) {
        const code = String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26));
        // A code that was withdrawn stands for another: DD for DE.
        if (new Intl.Locale(`und-${code}`).region !== code) continue;
        const name = names.of(code);
        if (name !== undefined && !codes.has(folded(name))) codes.set(folded(name), code);
        if (name !== undefined) codes.set(code.toLowerCase(), code);
      }
    }
  for (const [name, code] of Object.entries(otherNames)) codes.set(name, code);
  return codes;
}

/** The two letters of the region that a text names in any language; undefined if it names none. */
export function regionCode(text: string): string | undefined {
  known ??= codesByName();
  return known.get(folded(text));
}

let words: ReadonlySet<string> | undefined;

/** Whether a word is one of a region's name: korea. */
export function isOfRegion(word: string): boolean {
  known ??= codesByName();
  words ??= new Set([...known.keys()].flatMap(name => name.split(/[^\p{L}\p{N}]+/u)));
  return words.has(folded(word));
}

let begins: ReadonlySet<string> | undefined;

/** Whether the name of a region may begin with a word, or with a character of a script without spaces. */
export function mayBeginRegion(word: string): boolean {
  known ??= codesByName();
  begins ??= new Set(
    [...known.keys()].map(name =>
      /^\p{Script=Han}/u.test(name) ? (name[0] ?? '') : (name.split(/[^\p{L}\p{N}]/u)[0] ?? ''),
    ),
  );
  return begins.has(folded(word));
}

/** A region's name in a language, for a name that a usage log has; a name that is no region's stays as it is. */
export function regionName(language: Language, logged: string): string {
  const code = regionCode(logged);
  if (code === undefined) return logged;
  return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? logged;
}
