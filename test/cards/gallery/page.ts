import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import type { FoundFault, Gallery, Theme } from './browser/types.ts';
import { family } from './themes.ts';

const packagePath = (name: string): string => path.resolve(import.meta.dirname, '../../../node_modules', name);
const packageFile = (name: string): string => readFileSync(packagePath(name), 'utf8');

const fontPackage = '@fontsource-variable/noto-sans';

/** A font of the project's own in the page itself: how wide a text is must not depend on the machine. Chinese characters are as wide in any. */
const fontFaces = (): string =>
  packageFile(`${fontPackage}/index.css`).replaceAll(
    /url\(\.\/([^)]+)\)/g,
    (_, file: string) =>
      `url(data:font/woff2;base64,${readFileSync(packagePath(`${fontPackage}/${file}`)).toString('base64')})`,
  );

/** What the browser runs, those that need nothing first. */
const scripts = ['contrast', 'measure', 'draw', 'inspect', 'page'];

/** The gallery as one page that needs nothing beside it: it may be opened from a file, where a page may load no modules. */
export function pageOf(gallery: Gallery): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cards</title>',
    `<style>${fontFaces()}${packageFile('adaptivecards/dist/adaptivecards.css')}${styleOf(gallery.themes)}</style></head><body>`,
    script(packageFile('adaptivecards/dist/adaptivecards.min.js')),
    script(packageFile('markdown-it/dist/browser/markdown-it.umd.min.js')),
    script(`${scripts.map(ownScript).join('\n')}; Object.assign(window, { inspect, show, drawFirst });`),
    script(`window.gallery = ${JSON.stringify(gallery)};`),
  ].join('\n');
}

/** What makes the page show itself, with the faults that were found. */
export const showing = (faults: readonly FoundFault[]): string => script(`show(gallery, ${JSON.stringify(faults)});`);

const script = (text: string): string => `<script>${text.replaceAll('</script', String.raw`<\/script`)}</script>`;

function ownScript(name: string): string {
  const text = readFileSync(path.join(import.meta.dirname, 'browser', `${name}.ts`), 'utf8');
  return ts
    .transpile(text, { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext })
    .replaceAll(/^import .*$/gm, '')
    .replaceAll(/^export /gm, '');
}

/** Controls as Teams draws them, which a host configuration does not say; a button's text stands on one line there. */
const controls = ({ name, page }: Theme): string => `
  .theme-${name} a, .theme-${name} a:link { color: ${links[name] ?? page.text}; }
  .theme-${name} { background: ${page.background}; color: ${page.text}; }
  .theme-${name} .ac-pushButton, .theme-${name} .ac-input {
    background: ${page.background}; color: ${page.text}; border: 1px solid ${page.line}; }
  .theme-${name} .ac-pushButton.style-positive {
    background: ${primary[name]?.background ?? page.text}; color: ${primary[name]?.text ?? page.background}; }`;

const links: Readonly<Record<string, string>> = { light: '#4f52b2', dark: '#7f85f5', contrast: '#ffff00' };

const primary: Readonly<Record<string, { readonly background: string; readonly text: string }>> = {
  light: { background: '#5b5fc7', text: '#ffffff' },
  dark: { background: '#4f52b2', text: '#ffffff' },
  contrast: { background: '#1aebff', text: '#000000' },
};

const styleOf = (themes: readonly Theme[]): string => `
  * { box-sizing: border-box; }
  body { margin: 0; padding: 0 16px 16px 216px; font: 14px/1.4 ${family}; color: #242424; }
  nav { position: fixed; inset: 0 auto 0 0; width: 200px; overflow: auto; padding: 12px; border-right: 1px solid #d1d1d1; }
  nav a { display: block; color: #4f52b2; text-decoration: none; padding: 2px 0; }
  form { position: sticky; top: 0; z-index: 1; background: #fff; padding: 12px 0; display: flex; gap: 14px; flex-wrap: wrap; }
  h2 { margin: 32px 0 0; } h3 { margin: 16px 0 4px; font-size: 14px; font-weight: 400; color: #424242; }
  .row { display: flex; flex-wrap: wrap; gap: 12px; align-items: start; }
  figure { margin: 0; min-height: 60px; } figcaption { font-size: 12px; color: #616161; }
  figure > div { border: 1px solid #d1d1d1; border-radius: 4px; overflow: hidden; }
  figure.faulty > div { border-color: #b10e1c; outline: 2px solid #b10e1c; }
  .no-language, .no-theme, .no-width { display: none !important; }
  .ac-actionSet { flex-wrap: wrap !important; row-gap: 8px; }
  .ac-pushButton { flex: none !important; font: inherit; font-weight: 600; padding: 5px 12px; min-width: 96px; max-width: 100%; border-radius: 4px;
    white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .ac-input { font: inherit; width: 100%; padding: 5px 8px; border-radius: 4px; }
  ${themes.map(controls).join('')}`;
