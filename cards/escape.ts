/**
 * Text from people or from Graph, so that a card shows it as it is: no markdown, no link, no mention, no line of its own
 * (B6).
 */
export const escape = (text: string): string =>
  text
    .replaceAll(/[\r\n\t]+/g, ' ')
    .replaceAll(/[\\`*_{}[\]()#+!|~<>]/g, String.raw`\$&`)
    // A leading dash, or a leading number with a period, would become a list.
    .replace(/^(\s*)(\d+)([.)])/, String.raw`$1$2\$3`)
    .replace(/^(\s*)-/, String.raw`$1\-`);

const longestShown = 40;

/** The beginning of what somebody typed, as it is shown to them again. */
export const cut = (typed: string): string =>
  typed.length <= longestShown ? typed : `${typed.slice(0, longestShown - 1).replace(/\p{Surrogate}$/u, '')}…`;

/** Text for places that render no markdown, such as choices and chart labels: one line, without control characters. */
export const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
