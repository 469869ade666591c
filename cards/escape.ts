/**
 * Text from people or from Graph, so that a card shows it as it is: no markdown, no link, no mention, no line of its own, nothing that turns
 * what stands beside it (B6).
 */
export const escape = (text: string): string => isolated(withoutMarkdown(withoutLinks(visible(text))));

/** Text for places that render no markdown, such as choices, buttons and chart labels: one that does makes no link of it. */
export const plain = (text: string): string =>
  isolated(visible(text).replaceAll(/\](?=[([:])|<(?=[a-z])/gi, `$&${joiner}`));

/** A mention in a card's text: Teams notifies whom it names, if the message says who that is. The name is without what a client would read in it. */
export function mentionText(name: string): string {
  const inside = visible(name)
    .replaceAll(/[\\`*_{}[\]#|~<>&$]/g, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  return `<at>${inside === '' ? '\u{fffd}' : inside}</at>`;
}

const longestTyped = 40;

/** The beginning of what somebody typed, as it is shown to them again. */
export const cut = (typed: string): string => beginning(typed, longestTyped);

/** Graph's longest name. */
const longestShown = 256;

/**
 * One line of what can be seen: marks of direction and invisible ones are left out, except where letters or emoji need them, and no letter is
 * piled up over its neighbors.
 */
export function visible(text: string): string {
  const seen = withoutUnseen(beginning(text, longestShown))
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\s{2,}/g, ' ')
    .replaceAll(/(\p{M}{4})\p{M}+/gu, '$1')
    .trim();
  // A name without a letter would leave a button or a choice empty.
  return seen === '' && text !== '' ? '\u{fffd}' : seen;
}

/** The same text of any length, with its lines and its controls. */
export const withoutUnseen = (text: string): string =>
  text.toWellFormed().replaceAll(unseen, (_, needed: string | undefined) => needed ?? '');

function beginning(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/\p{Surrogate}$/u, '')}…`;
}

// The scripts whose letters join: ZWJ and ZWNJ between two of them are spelling, as in Persian. Their marks of direction are left out, and join nothing.
const joining =
  String.raw`[[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}` +
  String.raw`\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}]--\p{Default_Ignorable_Code_Point}]`;

/** Emoji, the joiners of a script and the variants of a Chinese character are kept; else what is not seen. */
const unseen = new RegExp(
  String.raw`(\p{RGI_Emoji}|(?<=${joining})[\u200c\u200d](?=${joining})|(?<=\p{scx=Hani})\p{Variation_Selector})` +
    String.raw`|[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u2800\ufff9-\ufffb]`,
  'gv',
);

/** Word joiner: nothing is seen, and no line breaks there. */
export const joiner = '\u2060';

/** A client makes links of bare addresses and tags of `<at>` whatever is escaped: a mark that nobody sees parts them. */
const withoutLinks = (text: string): string =>
  text
    .replaceAll(/(?<=\S)\.(?=\p{L}[\p{L}\p{M}])|(?<=\bwww)\./giu, `$&${joiner}`)
    .replaceAll(
      /[/\\](?=[/\\])|\b(?:mailto|tel|sips?|callto|skype|ms-?[a-z-]+|file|data|javascript):/giu,
      `$&${joiner}`,
    )
    .replaceAll(/(?<=\S)@(?=\S)/gu, `${joiner}@`)
    .replaceAll(/<(?=[a-z/!?])|&(?=#?\w+;)/giu, `$&${joiner}`);

const withoutMarkdown = (text: string): string =>
  text
    .replaceAll(/[\\`*_{}[\]()#+!|~<>]/g, String.raw`\$&`)
    // A leading dash, or a leading number with a period, would become a list.
    .replace(/^(\d+)([.)])/, String.raw`$1\$2`)
    .replace(/^-/, String.raw`\-`);

/** Text of a card as it is read aloud: without the marks that lay it out, and those that nobody sees (but never what looks like an expression). */
export const spoken = (text: string): string =>
  text
    .replaceAll(/\\([!-/:-@[-`|~])|\*\*|\u2060/g, '$1')
    .replaceAll(/(?<=[.!?。！？:：])\s*\.(?=\s|$)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

const rightToLeft = /[\p{scx=Arab}\p{scx=Hebr}\p{scx=Syrc}\p{scx=Thaa}\p{scx=Nkoo}\p{scx=Adlm}\p{scx=Rohg}]/u;

/** Right-to-left text in an isolate, which orders it by itself: an amount beside a name stays beside it. */
const isolated = (text: string): string => (rightToLeft.test(text) ? `\u2068${text}\u2069` : text);
