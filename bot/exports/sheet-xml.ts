import { decimal, minorDigits } from '../../core/index.ts';
import type { LocalTime } from './local-time.ts';
import type { Value, Column, Line, Written } from './table.ts';
import { xmlText } from './xml-text.ts';

// The parts of a workbook (ECMA-376) that a list needs.

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006';

const styles = { text: 0, title: 1, amount: 2, instant: 3 } as const;
const widths = { text: 24, count: 10, amount: 16, instant: 20 } as const;

/** The most that a cell holds. */
const longestText = 32_767;
/** A spreadsheet's numbers have so many digits; a longer one is written as text. */
const mostDigits = 15;

/** What comes before a sheet's lines: the widths, the titles, and that these stay in sight. */
export const sheetBegin = (columns: readonly Column[]): string =>
  `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns
    .map(({ kind }, at) => `<col min="${at + 1}" max="${at + 1}" width="${widths[kind]}" customWidth="1"/>`)
    .join('')}</cols><sheetData><row r="1">${columns
    .map(({ title }, at) => textCell(title, `${letterOf(at)}1`, styles.title))
    .join('')}</row>`;

export const sheetEnd = '</sheetData></worksheet>';

/** One line; `number` is its place in the sheet, from 1. */
export const rowXml = (
  cells: Line,
  number: number,
  columns: readonly Column[],
  written: { readonly currency: Written['currency']; readonly time: LocalTime },
): string =>
  `<row r="${number}">${cells.map((cell, at) => cellXml(cell, columns[at], `${letterOf(at)}${number}`, written)).join('')}</row>`;

function cellXml(
  cell: Value,
  column: Column | undefined,
  place: string,
  { currency, time }: { readonly currency: string; readonly time: LocalTime },
): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return textCell(cell, place, styles.text);
  switch (column?.kind) {
    case 'amount':
      return numberCell(decimal(cell, currency), place, styles.amount);
    case 'instant':
      return numberCell(String(time.serial(Number(cell))), place, styles.instant, 'exact');
    default:
      return numberCell(String(cell), place, styles.text);
  }
}

function numberCell(number: string, place: string, style: number, how: 'as-it-is' | 'exact' = 'as-it-is'): string {
  const isTooLong = how === 'as-it-is' && number.replaceAll(/\D/g, '').length > mostDigits;
  return isTooLong ? textCell(number, place, styles.text) : `<c r="${place}" s="${style}"><v>${number}</v></c>`;
}

const textCell = (text: string, place: string, style: number): string =>
  `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${cellText(text)}</t></is></c>`;

/** Text of a cell: what a reader would take for the code of a character is spelled. */
const cellText = (text: string): string =>
  xmlText(text.slice(0, longestText)).replaceAll(/_(?=x[\da-f]{4}_)/gi, '_x005F_');

/** A list has fewer columns than there are letters. */
const letterOf = (at: number): string => String.fromCodePoint(65 + at);

/** The parts beside the sheets, by their place in the package. */
export function workbookParts(names: readonly string[], currency: string): ReadonlyMap<string, string> {
  const ids = names.map((_, at) => at + 1);
  const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const sheets = names.map((name, at) => `<sheet name="${cellText(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`);
  const links = [
    ...ids.map(
      id => `<Relationship Id="rId${id}" Type="${relationships}/worksheet" Target="worksheets/sheet${id}.xml"/>`,
    ),
    `<Relationship Id="rId${ids.length + 1}" Type="${relationships}/styles" Target="styles.xml"/>`,
  ];
  return new Map([
    [
      '[Content_Types].xml',
      `${head}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheetType}.styles+xml"/>${ids
        .map(id => `<Override PartName="/xl/worksheets/sheet${id}.xml" ContentType="${sheetType}.worksheet+xml"/>`)
        .join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${head}<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets>${sheets.join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${head}<Relationships xmlns="${packaged}/relationships">${links.join('')}</Relationships>`,
    ],
    ['xl/styles.xml', stylesXml(currency)],
  ]);
}

function stylesXml(currency: string): string {
  const digits = minorDigits(currency);
  const amount = digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}${'#'.repeat(6 - digits)}`;
  const formats = [0, 0, 164, 165].map(
    (id, at) =>
      `<xf numFmtId="${id}" fontId="${at === styles.title ? 1 : 0}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`,
  );
  return `${head}<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="${amount}"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">${formats.join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
}
