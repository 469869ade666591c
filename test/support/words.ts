/** Whether a word is what people type, or a list of that: each language has as many as it needs. */
export const isTyped = (word: string): boolean =>
  /^(?:typed|example|choice|lever|mark|range|command|quiet)\./.test(word);
