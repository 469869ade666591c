import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { alertMail } from '../../../cards/alert-mail.ts';
import { openBrowser } from '../../playground/browser.ts';
import { balanceMail } from '../mails.ts';
import { pageOf } from './page.ts';
import { themes } from './themes.ts';
import { walk, type Met } from './walk.ts';

// npm run pictures, its second half: cards, and a mail, as a chapter shows them, light and wide, and dark on a phone.

const shown: Readonly<Record<string, (met: Met) => boolean>> = {
  balance: isOf('balance', 'healthy'),
  paused: isOf('auto-recharge', 'paused'),
  usage: isOf('usage', 'of a month'),
  purchases: isOf('purchases', 'all'),
  history: isOf('history', 'all'),
  order: ({ json }) => JSON.stringify(json).includes('"verb":"setup-place"'),
};
const looks = [
  { name: 'light', theme: 'light', width: 480 },
  { name: 'dark-phone', theme: 'dark', width: 320 },
] as const;

/** Of a long card its beginning. */
const mostHeight = 520;

const folder = path.resolve(import.meta.dirname, '../../../.github/cards');
await mkdir(folder, { recursive: true });
const met = await walk({ locale: 'en-US' });
const { browser, close } = await openBrowser();
const page = await browser.newPage({ viewport: { width: 900, height: 1600 } });
for (const [name, isShown] of Object.entries(shown))
  for (const look of looks) {
    const states = met.filter(isShown).map(state => ({ ...state, language: 'en' }));
    const gallery = { states, themes: themes.filter(({ name: theme }) => theme === look.theme), widths: [look.width] };
    await page.setContent(pageOf(gallery));
    await page.evaluate('drawFirst(gallery)');
    const box = (await page.locator('#first').boundingBox())!;
    const clip = { ...box, height: Math.min(box.height, mostHeight) };
    await page.screenshot({ path: path.join(folder, `${name}-${look.name}.png`), clip });
  }
for (const { name, theme, width } of looks) {
  await page.setViewportSize({ width, height: 100 });
  await page.emulateMedia({ colorScheme: theme });
  await page.setContent(alertMail(balanceMail).html);
  await page.screenshot({ path: path.join(folder, `mail-${name}.png`), fullPage: true });
}
await close();

function isOf(card: string, state: string): (met: Met) => boolean {
  return met => met.card === card && met.state === state;
}
