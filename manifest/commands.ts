import { writeFileSync } from 'node:fs';
import { reference } from './reference.ts';
import { storePage } from './store-report.ts';

// npm run commands: writes bot/app/COMMANDS.md, every command in every language, and manifest/STORE.md, the store's rules.

writeFileSync(new URL('../bot/app/COMMANDS.md', import.meta.url), reference());
writeFileSync(new URL('STORE.md', import.meta.url), storePage());
