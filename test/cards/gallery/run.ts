import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openInspector } from './inspected.ts';
import { pageOf, showing } from './page.ts';
import { allStates, statesOfAlerts } from './states.ts';
import { themes } from './themes.ts';

// npm run gallery: every card in every state, language, theme and width on one page, measured; with `-- alerts` those of alerts alone.

const file = path.join(tmpdir(), 'communications-credits-gallery', 'index.html');
const states = process.argv[2] === 'alerts' ? await statesOfAlerts() : await allStates();
const gallery = { states, themes, widths: [320, 480, 800] };
const inspector = await openInspector();
const faults = await inspector.inspect(gallery);
await inspector.close();
await mkdir(path.dirname(file), { recursive: true });
await writeFile(file, pageOf(gallery) + showing(faults));
const cards = new Set(gallery.states.map(({ card }) => card)).size;
const drawn = gallery.states.length * themes.length * gallery.widths.length;
process.stdout.write(
  `${file}\n${cards} cards in ${gallery.states.length} states (${drawn} pictures); ${faults.length} faults\n`,
);
for (const { kind, card, state, language, theme, width, text, about } of faults.slice(0, 40))
  process.stdout.write(`${kind}: ${card}, ${state}, ${language}, ${theme}, ${width} px: “${text}” (${about})\n`);
if (faults.length > 0) process.exitCode = 1;
