import { openBrowser } from '../../playground/browser.ts';
import type { FoundFault, Gallery } from './browser/types.ts';
import { pageOf } from './page.ts';

/** Draws and measures galleries in a browser. */
export interface Inspector {
  /** `style` changes how they look. */
  inspect(gallery: Gallery, style?: string): Promise<readonly FoundFault[]>;
  close(): Promise<void>;
}

export async function openInspector(): Promise<Inspector> {
  const { browser, close } = await openBrowser();
  // The browser of the npm package is one process, which ends with its first page.
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  return {
    close,
    async inspect(gallery, style = '') {
      await page.setContent(`${pageOf(gallery)}<style>${style}</style>`);
      await page.evaluate('Promise.all([...document.fonts].map(face => face.load()))');
      return page.evaluate<readonly FoundFault[]>('inspect(gallery)');
    },
  };
}
