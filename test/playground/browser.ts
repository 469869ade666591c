import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const installed = '/usr/bin/chromium';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless Chromium: the machine's own where there is one, else one from an npm package. */
export async function openBrowser(): Promise<{ readonly browser: Browser; readonly close: () => Promise<void> }> {
  if (existsSync(installed) && process.env['BUNDLED_CHROMIUM'] !== '1') {
    const browser = await chromium.launch({ executablePath: installed, args: quiet });
    return { browser, close: () => browser.close() };
  }
  // The package unpacks its system libraries only where it detects AWS Lambda.
  const folder = await mkdtemp(path.join(tmpdir(), 'chromium-'));
  const environment = { ...process.env };
  process.env['TMPDIR'] = folder;
  process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs24.x';
  const { default: bundled } = await import('@sparticuz/chromium');
  const executablePath = await bundled.executablePath();
  // Its own configuration looks for its fonts in one fixed folder; without fonts nothing on a page is visible. Chinese ones are the machine's.
  const fonts = path.join(folder, 'fonts-here.conf');
  await writeFile(
    fonts,
    `<fontconfig><dir>${folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>`,
  );
  process.env['FONTCONFIG_FILE'] = fonts;
  const browser = await chromium.launch({
    executablePath,
    args: [...bundled.args, ...quiet],
  });
  // The folder is gone with the browser: what runs afterwards gets its own back.
  for (const name of Object.keys(process.env)) if (!(name in environment)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
  return {
    browser,
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
