import { writeFileSync } from 'node:fs';
import { reference } from './reference.ts';

// npm run commands: writes bot/app/COMMANDS.md, every command in every language.

writeFileSync(new URL('../bot/app/COMMANDS.md', import.meta.url), reference());
