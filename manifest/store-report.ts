import { storeRules, type StoreRule } from './store-rules.ts';
import type { Submission } from './submission.ts';

/** How a package stands to each rule of the public store, and which conversations hold the bot to it. */
export const storeReport = (submission: Submission): string =>
  storeRules.map(rule => [headingOf(rule, submission), ...checkedBy(rule)].join('\n    ')).join('\n');

function headingOf({ number, name, breaks }: StoreRule, submission: Submission): string {
  const broken = breaks?.(submission) ?? [];
  return [`${String(number).padStart(2)} ${name}`, ...broken.map(sentence => `broken: ${sentence}`)].join('\n    ');
}

const checkedBy = ({ breaks, tests }: StoreRule): readonly string[] => [
  ...(breaks === undefined ? [] : ['the package: checked here']),
  ...tests.map(test => `conversation: ${test}`),
];

/** The rules as a page, made from the same list. */
export const storePage = (): string =>
  `${[
    '# The public store',
    [
      '`npm run manifest -- --store` makes a package for the public Teams Store, refuses one that breaks a rule, and prints how it stands to each.',
      'Made by `npm run commands` from `store-rules.ts`.',
    ].join('\n'),
    [
      'An app of the public store may not move money in chat. So only `mirror` is served there (`TEAMS_STORE=1` refuses any other `CREDITS_MODE`): the bot',
      'asks for no money, and an order is a note and a link to the admin center. `operate` is for an organization’s own catalog.',
    ].join('\n'),
    [
      '- `--bot-id GUID --developer "Contoso" --website https://contoso.example`: as for one’s own catalog',
      '- `--name "Contoso Credit Book"`: a name of the publisher’s own, left out: DEVELOPER Credit Book',
      '- `--privacy`, `--terms`: pages on https without a login; left out: `/privacy` and `/terms` of the website',
      '- `--support`: a page without a login, or a mail address; left out: `/support` of the website',
      '- `--policy FILE`: what stands at the privacy address; left out: `privacy.html`, whose marks in braces have to be filled in before it is',
      '  published, and whose promises have to be kept',
    ].join('\n'),
    ...storeRules.map(rule => [`## ${rule.number} ${rule.name}`, listOf(rule)].join('\n\n')),
  ].join('\n\n')}\n`;

const listOf = ({ breaks, tests }: StoreRule): string =>
  [
    ...(breaks === undefined ? [] : ['- the package: each fault is in `test/house/store.test.ts`']),
    ...tests.map(test => {
      const [file = '', title = ''] = test.split(/: (.*)/s);
      return `- ${title} ([${file.replace(/^test\//, '')}](../${file}))`;
    }),
  ].join('\n');
