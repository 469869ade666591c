import { isPlainAddress } from '../bot/work/addresses.ts';
import type { Submission } from './submission.ts';

/** A rule of the public store, and where it is held. */
export interface StoreRule {
  readonly number: number;
  readonly name: string;
  /** What the package itself breaks of it, a sentence each; absent where only the bot's behavior shows it. */
  readonly breaks?: (submission: Submission) => readonly string[];
  /** Conversations that show it, as `file: title`. */
  readonly tests: readonly string[];
}

/** Sentences of those that are so. */
const said = (...faults: readonly (readonly [isSo: boolean, sentence: string])[]): readonly string[] =>
  faults.flatMap(([isSo, sentence]) => (isSo ? [sentence] : []));

interface Shown {
  readonly language: string;
  readonly names: readonly string[];
  readonly short: string;
  readonly full: string;
}

/** What the store shows, in each language. */
function shownIn({ manifest, translations }: Submission): readonly Shown[] {
  const { name, description, localizationInfo } = manifest;
  return [
    { language: 'en', names: [name.short, name.full], ...description },
    ...localizationInfo.additionalLanguages.flatMap(({ languageTag: language, file }) => {
      const texts = translations[file];
      if (texts === undefined) return [];
      const of = (key: string): string => texts[key] ?? '';
      return [
        {
          language,
          names: [of('name.short'), of('name.full')],
          short: of('description.short'),
          full: of('description.full'),
        },
      ];
    }),
  ];
}

const inEach = (submission: Submission, faultsOf: (shown: Shown) => readonly string[]): readonly string[] =>
  shownIn(submission).flatMap(shown => faultsOf(shown).map(fault => `${shown.language}: ${fault}`));

/** Names that are Microsoft's, or those of features of Teams. */
const reserved = [
  /\b(chats?|contacts?|calendars?|calls?|files?|activity|apps?|help)\b/i,
  /聊天|联系人|日历|通话|文件|活动|应用|帮助/,
  /\b(microsoft|ms|msft|teams|office|excel|powerpoint|word|outlook|onedrive|sharepoint|onenote|azure|entra|skype|surface|xbox|copilot)\b/i,
  /communications? credits?|通信点数$|^通信点数/i,
];

const namesTaken = (submission: Submission): readonly string[] =>
  inEach(submission, ({ names }) =>
    names.flatMap(name =>
      reserved.flatMap(pattern => {
        const [taken] = pattern.exec(name) ?? [];
        return taken === undefined
          ? []
          : [`the name “${name}” has “${taken}”, a feature of Teams or a product of Microsoft`];
      }),
    ),
  );

const paymentUnsaid = (submission: Submission): readonly string[] => [
  ...inEach(submission, ({ full }) =>
    said([
      !/(no payment[\s\S]*admin center)|(不收款[\s\S]*管理中心)/i.test(full),
      'the description does not say that no payment is taken, and where credits are bought',
    ]),
  ),
  ...said([
    /appsource|add to cart|buy now|checkout|subscribe now/i.test(submission.policy),
    'the privacy policy leads to a shop',
  ]),
];

const adminUnsaid = (submission: Submission): readonly string[] =>
  inEach(submission, ({ full }) =>
    said([
      !/administrator is needed|需要先由管理员/i.test(full),
      'the description does not say that an administrator is needed first',
    ]),
  );

const iconFaults = ({ color, outline }: Submission): readonly string[] =>
  said(
    [color.width !== 192 || color.height !== 192, `color.png is ${color.width} × ${color.height}, not 192 × 192`],
    [outline.width !== 32 || outline.height !== 32, `outline.png is ${outline.width} × ${outline.height}, not 32 × 32`],
    [color.leastPadding < 48, `color.png has ${color.leastPadding} pixels beside its symbol: Teams crops up to 48`],
    [outline.mostPadding > 0, `outline.png has ${outline.mostPadding} empty pixels beside its symbol`],
    [!outline.isWhiteOnNothing, 'outline.png has another color than white on a transparent ground'],
  );

const wordsIn = (text: string): number =>
  [...new Intl.Segmenter('en', { granularity: 'word' }).segment(text)].filter(({ isWordLike }) => isWordLike).length;

const claims = /\b(best|top|leading|ranked|guaranteed|certified for|powered by)\b|最佳|最好|领先|保证/i;

const descriptionFaults = (submission: Submission): readonly string[] =>
  inEach(submission, ({ short, full, names }) => {
    const both = `${short}\n${full}`;
    const [name = ''] = names;
    return said(
      [wordsIn(full) > 500, `the description has ${wordsIn(full)} words, and 500 are allowed`],
      [/[.!?。！？]\s*\S/.test(short), 'the short description is more than one sentence'],
      [/\bapps?\b|应用/i.test(short), 'the short description has the word “app”'],
      [name !== '' && short.includes(name), 'the short description repeats the name'],
      [/office 365/i.test(both), 'it is Microsoft 365, no longer Office 365'],
      [/\b(MS|MSFT)\b/.test(both), 'Microsoft is not abbreviated'],
      [
        /(?<!Microsoft )\bTeams\b/.test(full.slice(0, full.search(/Teams/) + 5)),
        'Teams is Microsoft Teams where it is named first',
      ],
      [claims.test(both), `“${claims.exec(both)?.[0]}” is a claim that nobody can check`],
      [/appsource/i.test(both), 'it leads to AppSource'],
      [!full.includes(submission.support), 'the description has no way to help and contact'],
    );
  });

const isPage = (url: string): boolean => url.startsWith('https://') && isPlainAddress(url);
const isContact = (support: string): boolean => isPage(support) || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(support);

const linkFaults = ({ manifest, policy, support, website }: Submission): readonly string[] => {
  const { privacyUrl, termsOfUseUrl, websiteUrl } = manifest.developer;
  const text = policy.replaceAll(/<[^>]+>/g, ' ');
  return said(
    [!isPage(websiteUrl), `the website is no https address: ${websiteUrl}`],
    [!isPage(privacyUrl) || privacyUrl === website, `the privacy policy has no https page of its own: ${privacyUrl}`],
    [
      !isPage(termsOfUseUrl) || termsOfUseUrl === website,
      `the terms of use have no https page of their own: ${termsOfUseUrl}`,
    ],
    [!isContact(support), `the way to help is neither an https page nor a mail address: ${support}`],
    [!/retention|retain/i.test(text), 'the privacy policy does not say how long data is kept'],
    [!/delet|erase/i.test(text), 'the privacy policy does not say how data is deleted'],
    [!/secur|encrypt/i.test(text), 'the privacy policy does not say how data is protected'],
    [!text.includes(support), 'the privacy policy has no contact'],
    [!/application|service|platform/i.test(text), 'the privacy policy does not say what it is about'],
  );
};

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');
const tunnel = /(^|\.)(ngrok(-free)?\.(io|app|dev)|devtunnels\.ms|trycloudflare\.com|loca\.lt)$/;

const domainFaults = ({ manifest, website }: Submission): readonly string[] =>
  manifest.validDomains.flatMap(domain => {
    const own = hostOf(website);
    return said(
      [domain.includes('*'), `validDomains: ${domain} has a wildcard`],
      [tunnel.test(domain), `validDomains: ${domain} is a tunnel`],
      [
        !tunnel.test(domain) && domain !== own && !domain.endsWith(`.${own}`),
        `validDomains: ${domain} is not of ${own}`,
      ],
    );
  });

/** The texts of a manifest that are translated, by where they stand. */
const translatedKeys = ({ bots }: Submission['manifest']): readonly string[] => [
  ...['name.short', 'name.full', 'description.short', 'description.full'],
  ...bots.flatMap(({ commandLists }, bot) =>
    commandLists.flatMap(({ commands }, list) =>
      commands.flatMap((_, index) =>
        ['title', 'description'].map(part => `bots[${bot}].commandLists[${list}].commands[${index}].${part}`),
      ),
    ),
  ),
];

const translationFaults = ({ manifest, translations }: Submission): readonly string[] => {
  const keys = translatedKeys(manifest);
  return manifest.localizationInfo.additionalLanguages.flatMap(({ file }) => {
    const texts = translations[file];
    if (texts === undefined) return [`${file} is not in the package`];
    const missing = keys.filter(key => (texts[key] ?? '') === '');
    const unknown = Object.keys(texts).filter(key => key !== '$schema' && !keys.includes(key));
    return [
      ...missing.map(key => `${file} has no ${key}`),
      ...unknown.map(key => `${file} has ${key}, which is not in the manifest`),
    ];
  });
};

const versionFaults = ({ manifest: { $schema, manifestVersion } }: Submission): readonly string[] =>
  said([
    !/^\d+\.\d+$/.test(manifestVersion) || !$schema.includes(`/v${manifestVersion}/`),
    `manifestVersion ${manifestVersion} is a preview, or not the one of its $schema`,
  ]);

const menuFaults = ({ manifest: { bots } }: Submission): readonly string[] =>
  bots
    .flatMap(({ commandLists }) => commandLists)
    .flatMap(({ scopes, commands }) => {
      const titles = commands.map(({ title }) => title);
      const place = scopes.join(', ');
      return said(
        [titles.length === 0 || titles.length > 12, `the menu of ${place} has ${titles.length} commands: 1 to 12`],
        [new Set(titles).size < titles.length, `the menu of ${place} has a command twice`],
        [!titles.includes('help'), `the menu of ${place} has no help`],
        [
          commands.some(({ title, description }) => title === '' || description === ''),
          `a command of ${place} has no text`,
        ],
      );
    });

const behavior = 'test/chat/store-behavior.test.ts';

/** What gets an app rejected, and below it what the package must be at all. */
export const storeRules: readonly StoreRule[] = [
  {
    number: 1,
    name: 'No payments or financial data in chat',
    breaks: paymentUnsaid,
    tests: [
      `${behavior}: refuses to add funds where a gateway would charge`,
      `${behavior}: places no order itself: it records one, and leads to the admin center`,
      'test/funds/mirror.test.ts: waits for an admin to confirm what was bought, and never charges',
      'test/alerts/asked-for.test.ts: with guests in it is told without amounts, in a team and in a chat, unless somebody says otherwise',
    ],
  },
  { number: 2, name: 'No feature of Teams and no product of Microsoft in the name', breaks: namesTaken, tests: [] },
  {
    number: 3,
    name: 'hi, hello and help are answered; no dead ends',
    tests: [
      `${behavior}: answers hi, hello and help`,
      `${behavior}: leads on from what it does not understand, and from what somebody may not do`,
      'test/chat/conversation.test.ts: guesses what was meant, and never runs the guess',
    ],
  },
  {
    number: 4,
    name: 'A welcome with its value, who added it, how to set it up and what can be typed',
    tests: [
      `${behavior}: welcomes with what it is good for, who added it, who has to set it up and how`,
      'test/chat/conversation.test.ts: welcomes on installation, once, and says who installed it',
    ],
  },
  {
    number: 5,
    name: 'No messages to every member, and no welcome twice',
    tests: [
      `${behavior}: writes to nobody in person when it is added to a team, nor when somebody joins`,
      'test/alerts/conversation-events.test.ts: is welcomed once, however often Teams says that the bot was added',
    ],
  },
  {
    number: 6,
    name: 'Replies, not posts of their own',
    tests: [
      'test/alerts/threads.test.ts: is told what gets worse in the thread of the first post, which points to it, and there that it is over',
      'test/drivers/teams-messenger.test.ts: begins a thread in a channel, and replies and edits in it',
    ],
  },
  {
    number: 7,
    name: 'A sign of work within two seconds',
    tests: [
      'test/chat/conversation.test.ts: shows a working card when an answer takes long, and turns it into the answer',
    ],
  },
  {
    number: 8,
    name: 'Six buttons at most',
    tests: [
      'test/chat/cards.test.ts: are all such as Teams can draw',
      'test/alerts/matter-view.test.ts: is one that Teams draws, in every state and language, with six actions at most',
    ],
  },
  {
    number: 9,
    name: 'Readable on a phone',
    tests: [
      'test/cards/gallery.test.ts: has no card in any state, language, theme or width whose text is cut, lies upon another, has no room beside another or is hard to read',
    ],
  },
  {
    number: 10,
    name: 'A notification that says what it is about',
    tests: [
      'test/drivers/teams-messenger.test.ts: says in the notification what the message is about, and puts it into the feed of one person only',
      'test/alerts/matter-view.test.ts: says how bad it is, what it is, and the figures',
    ],
  },
  {
    number: 11,
    name: 'A file is uploaded only after a yes, and then shown',
    tests: [
      'test/exports/conversation.test.ts: is saved when it is accepted, in place of its offer, and shown',
      'test/exports/conversation.test.ts: that is declined is not made',
    ],
  },
  {
    number: 12,
    name: 'A button that leaves Teams says where to',
    tests: [`${behavior}: names the place that a button leads to outside of Teams`],
  },
  {
    number: 13,
    name: 'That an administrator is needed stands in the description, the welcome and help',
    breaks: adminUnsaid,
    tests: [
      `${behavior}: welcomes with what it is good for, who added it, who has to set it up and how`,
      `${behavior}: says in help who has to set it up`,
    ],
  },
  { number: 14, name: 'Icons of 192 and 32 pixels, with their padding', breaks: iconFaults, tests: [] },
  { number: 15, name: 'Descriptions', breaks: descriptionFaults, tests: [] },
  { number: 16, name: 'Privacy policy, terms and support', breaks: linkFaults, tests: [] },
  { number: 17, name: 'Domains of one’s own, none with a wildcard', breaks: domainFaults, tests: [] },
  { number: 18, name: 'Every text in every language', breaks: translationFaults, tests: [] },
  { number: 19, name: 'A public version of the manifest', breaks: versionFaults, tests: [] },
  { number: 20, name: 'A menu with help in it, in every place', breaks: menuFaults, tests: [] },
];

/** What the package breaks, each with the rule's name. */
export const problemsOf = (submission: Submission): readonly string[] =>
  storeRules.flatMap(({ number, name, breaks }) =>
    (breaks?.(submission) ?? []).map(sentence => `${number} ${name}: ${sentence}`),
  );
