import * as fontkit from 'fontkit';
import { dictionaryOf, readPdf, referred, textsOf, type Pdf } from './pdf.ts';

/** Which part of ISO 19005 a file keeps to: only with the third it may have files in it. */
type Part = 2 | 3;

/** Each rule of PDF/A-2b and 3b that concerns what the bot writes, by its clause: whether a file keeps it. */
const rules: Readonly<Record<string, (pdf: Pdf, part: Part) => boolean>> = {
  '6.1.2 begins with its version, and with bytes that no text has': ({ bytes }) =>
    /^%PDF-1\.[0-7]\n%[\u0080-\u00ff]{4}\n/.test(bytes.subarray(0, 20).toString('latin1')),
  '6.1.3 has an id, and is not encrypted': ({ trailer }) =>
    /\/ID \[<[\da-f]{32}> <[\da-f]{32}>\]/.test(trailer) && !trailer.includes('/Encrypt'),
  '6.1.3 ends with its mark': ({ bytes }) => /%%EOF\n?$/.test(bytes.subarray(-8).toString('latin1')),
  '6.1.4 has every object where its table says': ({ objects }) =>
    objects.size > 0 && [...objects].every(([id, { dictionary }]) => dictionary.startsWith(`${id} 0 obj\n`)),
  '6.1.7.1 has streams as long as they say, and none elsewhere': pdf =>
    all(pdf, own => own.includes('/Type /Filespec') || !/\/(?:F|FFilter|FDecodeParms) /.test(own)) && lengthsHold(pdf),
  '6.1.7.2 has no filters but Flate': pdf =>
    all(pdf, dictionary => !/\/(?:LZWDecode|Crypt|JPXDecode)\b/.test(dictionary)),
  '6.2.3 says what its colors mean, by a profile of its own': pdf => {
    const intent = find(pdf, '/Type /OutputIntent');
    const profile = pdf.objects.get(referred(intent, 'DestOutputProfile'));
    return (
      catalogOf(pdf).includes('/OutputIntents [') &&
      intent.includes('/S /GTS_PDFA1') &&
      profile?.dictionary.includes('/N 3') === true &&
      profile.stream?.subarray(36, 40).toString('latin1') === 'acsp' &&
      profile.stream.subarray(16, 20).toString('latin1') === 'RGB '
    );
  },
  '6.2.4 has no colors but those of its profile': pdf =>
    contentsOf(pdf).every(content => !/(?:^|\s)(?:k|K|\/DeviceCMYK|\/DeviceN)(?:\s|$)/.test(content)),
  '6.2.10 is not transparent': pdf => all(pdf, dictionary => !/\/(?:SMask|BM|Group|ca|CA) /.test(dictionary)),
  '6.2.11.3 has fonts by their own glyph numbers': pdf =>
    ofType(pdf, '/Subtype /CIDFontType2').every(font => font.includes('/CIDToGIDMap /Identity')) &&
    ofType(pdf, '/Subtype /Type0').every(font => font.includes('/Encoding /Identity-H')),
  '6.2.11.4 has every font in it': pdf => {
    const fonts = ofType(pdf, '/Type /Font\n');
    return (
      fonts.length > 0 &&
      fonts.every(font => /\/Subtype \/(?:Type0|CIDFontType2)/.test(font)) &&
      descriptorsOf(pdf).every(font => pdf.objects.get(referred(font, 'FontFile2'))?.stream !== undefined)
    );
  },
  '6.2.11.5 has letters as wide as their fonts say': widthsHold,
  '6.2.11.7 says which letters its glyphs are': pdf =>
    ofType(pdf, '/Subtype /Type0').every(font => font.includes('/ToUnicode ')) &&
    textsOf(pdf).every(({ text }) => !text.includes('?')),
  '6.2.11.8 draws no glyph for want of another': pdf => textsOf(pdf).every(({ glyphs }) => !glyphs.includes(0)),
  '6.3 to 6.5 has no notes, forms or actions': pdf =>
    all(pdf, dictionary => !/\/(?:Annots|AcroForm|JavaScript|JS|OpenAction|AA|XFA) /.test(dictionary)),
  '6.6.2 says what it is in XMP': (pdf, part) => {
    const metadata = pdf.objects.get(referred(catalogOf(pdf), 'Metadata'));
    const xmp = metadata?.stream?.toString('utf8') ?? '';
    return (
      metadata?.dictionary.includes('/Filter') === false &&
      xmp.startsWith('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>') &&
      xmp.includes(`<pdfaid:part>${part}</pdfaid:part>`) &&
      xmp.includes('<pdfaid:conformance>B</pdfaid:conformance>') &&
      isWellFormed(xmp)
    );
  },
  '6.7 is tagged, in a language': pdf =>
    /\/Lang \([a-zA-Z-]+\)/.test(catalogOf(pdf)) &&
    dictionaryOf(pdf, referred(catalogOf(pdf), 'MarkInfo')).includes('/Marked true') &&
    referred(catalogOf(pdf), 'StructTreeRoot') > 0 &&
    contentsOf(pdf).every(areMarked),
  '6.8 has no files in it, or says of each what it is': (pdf, part) => {
    const files = ofType(pdf, '/EF ');
    if (part === 2) return files.length === 0 && all(pdf, dictionary => !dictionary.includes('/EmbeddedFiles '));
    const catalog = catalogOf(pdf);
    return (
      files.length > 0 &&
      /\/AF (?:\[|\d)/.test(catalog) &&
      files.every(file => /\/AFRelationship \/\w+/.test(file) && /\/F \(/.test(file) && /\/UF \(/.test(file)) &&
      ofType(pdf, '/Type /EmbeddedFile').every(
        file => /\/Subtype \/\w/.test(file) && /\/ModDate \(/.test(file) && /\/Size \d/.test(file),
      )
    );
  },
};

/** The rules that a file breaks. */
export function faultsOf(bytes: Buffer, part: Part = 2): readonly string[] {
  const pdf = readPdf(bytes);
  return Object.entries(rules).flatMap(([rule, isKept]) => (isKept(pdf, part) ? [] : [rule]));
}

const all = ({ objects }: Pdf, isRight: (dictionary: string) => boolean): boolean =>
  [...objects.values()].every(({ dictionary }) => isRight(dictionary));

const ofType = ({ objects }: Pdf, type: string): readonly string[] =>
  [...objects.values()].flatMap(({ dictionary }) => (dictionary.includes(type) ? [dictionary] : []));

const find = (pdf: Pdf, type: string): string => ofType(pdf, type)[0] ?? '';

const catalogOf = (pdf: Pdf): string => dictionaryOf(pdf, referred(pdf.trailer, 'Root'));

const descriptorsOf = (pdf: Pdf): readonly string[] => ofType(pdf, '/Type /FontDescriptor');

const contentsOf = (pdf: Pdf): readonly string[] =>
  pdf.pages.map(
    page => pdf.objects.get(referred(dictionaryOf(pdf, page), 'Contents'))?.stream?.toString('latin1') ?? '',
  );

/** The letters after each stream are those that end it. */
function lengthsHold({ bytes }: Pdf): boolean {
  const text = bytes.toString('latin1');
  return [...text.matchAll(/\/Length (\d+)\n(?:[^\n]*\n){0,4}?>>\nstream\n/g)].every(found =>
    text.startsWith('\nendstream', found.index + found[0].length + Number(found[1])),
  );
}

function widthsHold(pdf: Pdf): boolean {
  return ofType(pdf, '/Subtype /CIDFontType2').every(dictionary => {
    const descriptor = dictionaryOf(pdf, referred(dictionary, 'FontDescriptor'));
    const file = pdf.objects.get(referred(descriptor, 'FontFile2'))?.stream;
    if (file === undefined) return false;
    const font = fontkit.create(file) as fontkit.Font;
    const widths = (/\/W \[0 \[([^\]]*)\]/.exec(dictionary)?.[1] ?? '').split(' ').map(Number);
    return widths.every(
      (width, glyph) => Math.abs(width - (font.getGlyph(glyph).advanceWidth * 1000) / font.unitsPerEm) <= 1,
    );
  });
}

/** Whether nothing is drawn outside of what says what it is. */
function areMarked(content: string): boolean {
  let depth = 0;
  for (const line of content.split('\n')) {
    if (/ B(?:MC|DC)$/.test(line)) depth += 1;
    else if (line === 'EMC') depth -= 1;
    else if (depth === 0 && /(?:^BT$|(?:^|\s)(?:S|f)$)/.test(line)) return false;
  }
  return depth === 0;
}

/** Every element of an XML without attributes that hold marks is closed, and no bare `&` or `<` stands in it. */
export function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  for (const [, slash, name = '', own] of xml.matchAll(/<(\/?)([a-zA-Z][\w:]*)[^<>]*?(\/?)>/g))
    if (slash === '/') {
      if (open.pop() !== name) return false;
    } else if (own !== '/') open.push(name);
  return open.length === 0 && !/&(?!(?:amp|lt|gt|quot|#\d+);)|<(?![\w/?])/.test(xml);
}
