import LineBreaker from 'linebreak';

/**
 * A text in lines none of which is wider: they end where a reader of its language expects it, and in a word only where it is wider by itself. A
 * space at an end stays: whoever has the lines read out, or copies them, needs it.
 */
export function wrapped(text: string, width: number, widthOf: (text: string) => number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const { piece, isLast } of piecesOf(text)) {
    if (line !== '' && widthOf((line + piece).trimEnd()) > width) {
      lines.push(line);
      line = '';
    }
    for (const letter of widthOf(piece.trimEnd()) > width ? Array.from(piece) : [piece]) {
      if (line !== '' && widthOf((line + letter).trimEnd()) > width) {
        lines.push(line);
        line = '';
      }
      line += letter;
    }
    if (!isLast) continue;
    lines.push(line.trimEnd());
    line = '';
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line.trimEnd()];
}

function* piecesOf(text: string): Iterable<{ readonly piece: string; readonly isLast: boolean }> {
  const breaker = new LineBreaker(text);
  let from = 0;
  for (let end = breaker.nextBreak(); end !== null; end = breaker.nextBreak()) {
    yield { piece: text.slice(from, end.position), isLast: end.required };
    from = end.position;
  }
}
