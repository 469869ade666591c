import { createWriteStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import yazl from 'yazl';
import { ownPolicy, type Listing } from './listing.ts';
import { makePackage } from './package.ts';
import { storeReport } from './store-report.ts';
import { submissionOf } from './submission.ts';

// npm run manifest -- --bot-id GUID [--app-id GUID] [--developer NAME] [--website URL] [--out FILE]
//   [--store [--name NAME] [--privacy URL] [--terms URL] [--support URL|ADDRESS] [--policy FILE]]

const placeholder = '00000000-0000-4000-8000-000000000000';
const { values } = parseArgs({
  options: {
    'bot-id': { type: 'string', default: placeholder },
    'app-id': { type: 'string' },
    developer: { type: 'string', default: 'Your organization' },
    website: { type: 'string', default: 'https://example.com' },
    out: { type: 'string' },
    store: { type: 'boolean', default: false },
    name: { type: 'string' },
    privacy: { type: 'string' },
    terms: { type: 'string' },
    support: { type: 'string' },
    policy: { type: 'string' },
  },
});
const { developer, website } = values;
const at = (page: string): string => `${website.replace(/\/+$/, '')}/${page}`;

/** What the store is told, from what was given and what a website usually has. */
function listed(): Listing {
  const listing = {
    name: values.name ?? `${developer} Credit Book`,
    privacyUrl: values.privacy ?? at('privacy'),
    termsUrl: values.terms ?? at('terms'),
    support: values.support ?? at('support'),
  };
  const policy = values.policy === undefined ? ownPolicy({ listing, developer }) : readFileSync(values.policy, 'utf8');
  return { ...listing, policy };
}

const listing = values.store ? listed() : undefined;
const out = values.out ?? `communications-credits${values.store ? '-store' : ''}.zip`;
const { files, problems } = await makePackage({
  appId: values['app-id'] ?? values['bot-id'],
  botId: values['bot-id'],
  ...{ developer, website, listing },
});
if (listing !== undefined) console.log(storeReport(await submissionOf(files, { listing, website })));
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  const zip = new yazl.ZipFile();
  for (const [name, bytes] of files) zip.addBuffer(bytes, name, { mtime: new Date(0) });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(out));
  console.log(`${out}: ${[...files.keys()].join(', ')}; valid against its schema`);
  if (values['bot-id'] === placeholder)
    console.log('It carries a placeholder for the bot: pass --bot-id for one that can be uploaded.');
  if (listing !== undefined && values.policy === undefined)
    console.log(
      `Publish manifest/privacy.html, filled in, at ${listing.privacyUrl}, and run the bot with TEAMS_STORE=1.`,
    );
}
