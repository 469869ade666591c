import assert from 'node:assert/strict';
import { pdfFile } from '../../bot/print/pdf-file.ts';
import type { Block, Printout } from '../../bot/print/printout.ts';
import { say } from '../../cards/words.ts';
import { at } from '../support/builders.ts';
import { faultsOf } from '../support/pdf-a.ts';
import { pageTexts, readPdf, textsOf } from '../support/pdf.ts';

const printed = async (blocks: readonly Block[], more: Partial<Printout> = {}): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  const printout: Printout = {
    ...{ language: 'en', title: 'Statement & <b>', about: ['October'], notice: '', footer: 'Contoso' },
    ...{ madeAt: at('2026-11-22T12:00:00Z'), blocks, ...more },
  };
  for await (const part of pdfFile(printout)) parts.push(part);
  return Buffer.concat(parts);
};

const table = (names: readonly string[], total = '$1,234.50'): Block => ({
  kind: 'table',
  columns: [
    { title: 'Who', align: 'left' },
    { title: 'Cost', align: 'right' },
  ],
  rows: [
    ...names.map((name, index) => ({ cells: [name, `$${index}.00`], isTotal: false })),
    { cells: ['Total', total], isTotal: true },
  ],
});

describe('a printout', () => {
  let small: Buffer;
  before(async () => {
    small = await printed(
      [
        { kind: 'heading', text: 'Costs' },
        { kind: 'facts', facts: [{ title: 'Opening', value: '$0.00' }] },
        table(['Zoë O’Hara', 'Дмитрий', '王小明', 'Ελένη']),
        { kind: 'text', text: 'It is final.' },
      ],
      { notice: 'Sandbox' },
    );
  });

  it('keeps every rule of PDF/A-2b that concerns it, in each language', async () => {
    assert.deepEqual(faultsOf(small), []);
    assert.deepEqual(faultsOf(await printed([table(['王小明'])], { language: 'zh-CN', title: '对账单' })), []);
  });

  it('would be found out if it broke one', () => {
    for (const [is, becomes, rule] of [
      ['%PDF-1.7', '%PDF-2.0', '6.1.2'],
      ['/ID [', '/Id [', '6.1.3'],
      ['/GTS_PDFA1', '/GTS_PDFX1', '6.2.3'],
      ['/Identity-H', '/Identity-V', '6.2.11.3'],
      ['/FontFile2', '/FontFile1', '6.2.11.4'],
      ['/W [0 [', '/W [0 [9', '6.2.11.5'],
      ['/ToUnicode', '/ToUnicose', '6.2.11.7'],
      ['<pdfaid:part>2', '<pdfaid:part>1', '6.6.2'],
      ['/Marked true', '/Marked null', '6.7'],
      ['/Tabs /S', '/Annots ', '6.3'],
    ] as const) {
      const broken = Buffer.from(replacedOnce(small.toString('latin1'), is, becomes), 'latin1');
      assert.ok(
        faultsOf(broken).some(fault => fault.startsWith(rule)),
        `${rule}: ${faultsOf(broken).join()}`,
      );
    }
  });

  it('shows names of four scripts in letters of their own, and says which letters no font has', async () => {
    const names = ['Anna Łukasz', 'Дмитрий', '王小明', '山田たろう', 'Ελένη'];
    const shown = await printed([table(names)]);
    const [page = ''] = pageTexts(readPdf(shown));
    for (const name of names) assert.ok(page.replaceAll('\n', '').includes(name), name);
    assert.ok(!page.includes('□'));
    const lacking = await printed([table(['محمد 김'])]);
    const [text = ''] = pageTexts(readPdf(lacking));
    assert.ok(text.includes('□□□□'));
    assert.ok(say('en', 'print.missing').includes('stands for letters that the fonts of this file do not have'));
    assert.ok(text.includes('stands for letters that the fonts of this file do not have'), text);
    assert.deepEqual(faultsOf(lacking), []);
    // Whoever copies it has the letters: UTF-16 with its mark.
    const kept = contentOf(lacking).match(/\/ActualText \(([^)]*)\)/)?.[1] ?? '';
    assert.equal(Buffer.from(unescaped(kept), 'latin1').swap16().toString('utf16le').slice(1), 'محمد');
  });

  it('of 2,000 lines has its titles on every page, every line once, and says how many pages there are', async () => {
    const names = Array.from({ length: 2000 }, (_, index) => `Person ${index}`);
    const pdf = readPdf(await printed([table(names)]));
    const pages = pageTexts(pdf);
    assert.ok(pages.length > 40 && pages.length < 100, String(pages.length));
    for (const [index, page] of pages.entries()) {
      assert.ok(page.includes('Who'), page.slice(0, 80));
      assert.ok(page.endsWith(say('en', 'print.page', { page: index + 1, pages: pages.length })));
    }
    const drawn = textsOf(pdf).filter(({ text }) => text.startsWith('Person '));
    assert.deepEqual(
      drawn.map(({ text }) => text),
      names,
    );
    const [foot] = drawn.map(({ y }) => y).toSorted((one, other) => one - other);
    assert.ok(foot !== undefined && foot > 50);
  });

  it('never breaks a number: a wide table lies on its side, and a wider one has smaller letters', async () => {
    for (const [columns, isOnItsSide] of [
      [3, false],
      [7, true],
      [14, true],
    ] as const) {
      const amount = 'IDR 4,000,000,000.00';
      const wide: Block = {
        kind: 'table',
        columns: [
          { title: 'Purchase', align: 'left' },
          ...Array.from({ length: columns }, () => ({ title: 'Amount', align: 'right' as const })),
        ],
        rows: [{ cells: ['Receipt 1', ...Array.from({ length: columns }, () => amount)], isTotal: false }],
      };
      const pdf = readPdf(await printed([wide]));
      const amounts = textsOf(pdf).filter(({ text }) => text === amount);
      assert.equal(amounts.length, columns);
      const [, width = 0, height = 0] =
        /\/MediaBox \[0 0 (\S+) (\S+)\]/.exec(pdf.objects.get(pdf.pages[0] ?? 0)?.dictionary ?? '')?.map(Number) ?? [];
      assert.equal(width > height, isOnItsSide);
      const places = amounts.map(({ x }) => x);
      assert.ok(
        places.every((x, index) => index === 0 || x > (places[index - 1] ?? 0)),
        places.join(),
      );
    }
  });

  it('is the same for the same, byte by byte', async () => {
    const again = await printed([table(['Anna'])]);
    assert.ok(again.equals(await printed([table(['Anna'])])));
  });
});

const replacedOnce = (text: string, is: string, becomes: string): string => {
  const place = text.indexOf(is);
  assert.notEqual(place, -1, is);
  return text.slice(0, place) + becomes + text.slice(place + Math.max(is.length, becomes.length));
};

const contentOf = (bytes: Buffer): string => {
  const { objects } = readPdf(bytes);
  return [...objects.values()].map(({ stream }) => stream?.toString('latin1') ?? '').join('\n');
};

const unescaped = (text: string): string =>
  text.replaceAll(/\\([nrtbf\\()])/g, (_, mark: string) => escapes[mark] ?? mark);
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
