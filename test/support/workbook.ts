import { fromBufferPromise } from 'yauzl';

/** A workbook as another program would read it: its sheets by name, each cell a text or a number. */
export async function readWorkbook(
  bytes: Buffer,
): Promise<ReadonlyMap<string, readonly (readonly (string | number | undefined)[])[]>> {
  const parts = await partsOf(bytes);
  const part = (name: string): string => parts.get(name) ?? '';
  const targets = new Map(
    [...part('xl/_rels/workbook.xml.rels').matchAll(/Id="(\w+)"[^>]*Target="([^"]+)"/g)].map(
      ([, id = '', target = '']) => [id, target],
    ),
  );
  const sheets = [...part('xl/workbook.xml').matchAll(/<sheet name="([^"]*)"[^>]*r:id="(\w+)"/g)];
  return new Map(
    sheets.map(([, name = '', id = '']) => [plainText(name), linesOf(part(`xl/${targets.get(id) ?? ''}`))]),
  );
}

async function partsOf(bytes: Buffer): Promise<ReadonlyMap<string, string>> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const parts = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    parts.set(entry.fileName, Buffer.concat(chunks).toString('utf8'));
  }
  return parts;
}

const linesOf = (sheet: string): readonly (readonly (string | number | undefined)[])[] =>
  [...sheet.matchAll(/<row r="\d+">(.*?)<\/row>/gs)].map(([, row = '']) => {
    const cells: (string | number | undefined)[] = [];
    for (const [, letter = 'A', text, number] of row.matchAll(
      /<c r="([A-Z])\d+"[^>]*>(?:<is><t[^>]*>(.*?)<\/t><\/is>|<v>(.*?)<\/v>)<\/c>/gs,
    ))
      cells[(letter.codePointAt(0) ?? 65) - 65] = number === undefined ? plainText(text ?? '') : Number(number);
    return cells;
  });

const plainText = (xml: string): string =>
  xml
    .replaceAll(/_x005F_/g, '_')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
