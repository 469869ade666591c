import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import yazl from 'yazl';
import { makePackage } from './package.ts';

// npm run manifest -- --bot-id GUID [--app-id GUID] [--developer NAME] [--website URL] [--out FILE]

const placeholder = '00000000-0000-4000-8000-000000000000';
const { values } = parseArgs({
  options: {
    'bot-id': { type: 'string', default: placeholder },
    'app-id': { type: 'string' },
    developer: { type: 'string', default: 'Your organization' },
    website: { type: 'string', default: 'https://example.com' },
    out: { type: 'string', default: 'communications-credits.zip' },
  },
});

const { files, problems } = await makePackage({
  appId: values['app-id'] ?? values['bot-id'],
  botId: values['bot-id'],
  developer: values.developer,
  website: values.website,
});
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  const zip = new yazl.ZipFile();
  for (const [name, bytes] of files) zip.addBuffer(bytes, name, { mtime: new Date(0) });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(values.out));
  console.log(`${values.out}: ${[...files.keys()].join(', ')}; valid against its schema`);
  if (values['bot-id'] === placeholder)
    console.log('It carries a placeholder for the bot: pass --bot-id for one that can be uploaded.');
}
