import { recording, shared } from './options.ts';
import { verb } from './verb.ts';

export const importVerb = verb({
  name: 'import',
  about: 'draw a PSTN usage export (zip or csv); - reads it from standard input',
  example: 'import PSTN_usage.zip --rejects rejected.csv',
  takes: 'FILE…',
  options: {
    rejects: { value: 'FILE', about: 'write every line that was rejected to this csv' },
    'dry-run': recording['dry-run'],
    currency: shared.currency,
    minimum: shared.minimum,
  },
  run: async (...asked) => {
    // What reads files and asks about rows takes long to load, and no other verb needs it.
    const { importFiles } = await import('./import-files.ts');
    await importFiles(...asked);
  },
});
