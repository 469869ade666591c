import { readFileSync } from 'node:fs';
import { commands } from '../../bot/app/commands.ts';
import { say, typedFor } from '../../cards/words.ts';
import type { Verb } from '../../cards/verbs.ts';
import { people } from '../support/teams-client.ts';
import { Dice } from './dice.ts';
import { mutate } from './mutate.ts';

/** What Teams really sends, of every type: messages, presses, refreshes, installations, edits. */
const recorded = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8')) as readonly Record<
  string,
  unknown
>[];

export const tenant = '00000000-0000-0000-0000-0000000000001';

const authorized = [people.globalAdmin, people.globalAdmin, people.billingAdmin, people.licenseAdmin, people.reader];
const others = [people.nobody, people.guest, 'ffffffff-0000-4000-8000-000000000001'];
const rightful: ReadonlySet<string> = new Set(authorized);

const typed = [
  ...[
    'help',
    'balance',
    'lots',
    'history',
    'usage',
    'usage 30',
    'usage 90 days',
    'licenses',
    'about',
    'setup',
    'import',
  ],
  ...[
    'add funds',
    'add funds 200',
    'add funds 0.5',
    'add funds $1,250.50',
    'top up 60',
    'auto-recharge',
    'auto-recharge on',
  ],
  ...[
    'auto-recharge why',
    'alerts',
    'alerts here',
    'alerts off',
    'assign credits to Adele Vance, alexw@contoso.example',
  ],
  // Every command, bare and with what help shows.
  ...commands.flatMap(({ name, isSandboxOnly }) =>
    isSandboxOnly === true
      ? []
      : (['en', 'zh-CN'] as const).flatMap(language => [
          ...typedFor(name, language).slice(0, 1),
          say(language, `example.${name}`),
        ]),
  ),
  ...['assign credits to everyone', 'blance', '余额', '充值 60', '用量 30', 'hello', '', 'ad funds'],
];
/** The sandbox's levers, which only those may move who may order. */
const levers = ['sandbox spend 3', 'sandbox spend 0.013', 'sandbox calls 5', 'sandbox decline off', 'sandbox'];

const amounts = ['60', '$75', '0.5', '1,000', '', 'x'];
const approvals = ['approval-order-1', 'approval-order-2', 'approval-refund-1'];
const months = ['2026-11', '2026-10', '1999-13', ''];
const proposals = [
  {
    kind: 'order',
    id: 'order-1',
    amount: 60_000_000,
    method: { kind: 'card', reference: 'sandbox-card' },
    isBesideOpen: false,
  },
  { kind: 'refund', id: 'refund-1', invoice: 1, amount: 5_000_000 },
  { kind: 'set-approval-limit', id: 'approval-limit-1', limit: 80_000_000 },
  {
    kind: 'set-rule',
    id: 'rule-1',
    rule: { isOn: true, rechargeWith: 50_000_000, trigger: 20_000_000, monthlyCap: null },
  },
];

type Data = Readonly<Record<string, unknown>>;

/** What each button sends back, as its card would: a verb without a shape does not compile. */
const presses: { readonly [Name in Verb]: (dice: Dice) => Data } = {
  run: dice => ({ text: dice.one(typed), ...(dice.oncePer(2) && { alert: 'alert-10-low-balance' }) }),
  page: dice => ({ text: dice.one(typed), place: dice.one(['', '10', '2026-11-01 2026-11-30 1 x']) }),
  'run-beside': dice => ({ text: dice.one(typed), matter: 'matter-1' }),
  acknowledge: () => ({ matter: 'matter-1' }),
  snooze: dice => ({ matter: 'matter-1', for: dice.one(['30m', '24h', 'monday', '']) }),
  'setup-show': () => ({ whose: 'own' }),
  'setup-billing': dice => ({ version: dice.below(9), billing: dice.one(['prepaid', 'postpaid']) }),
  'setup-go': dice => ({ version: dice.below(30), step: dice.one(['billing', 'licenses', 'order', 'done']) }),
  'setup-assign': dice => ({
    ...{ version: dice.below(30), who: dice.one(['all', 'chosen', 'failed']), product: 'x', people: people.nobody },
  }),
  'setup-stop': dice => ({ version: dice.below(30) }),
  'setup-locate': dice => ({ version: dice.below(30), country: 'US' }),
  'setup-order': dice => ({
    ...{ version: dice.below(30), currency: 'USD', timeZone: 'UTC', addFunds: dice.one(amounts), autoRecharge: 'true' },
    ...{
      rechargeWith: dice.one(amounts),
      trigger: '20',
      payment: 'card:sandbox-card',
      purchaseOrder: 'PO 1',
      rule: '',
      hasTarget: dice.oncePer(2),
      upTo: dice.one(amounts),
    },
  }),
  'setup-place': dice => ({ version: dice.below(30), sure: '' }),
  'setup-way': dice => ({ version: dice.below(30), way: dice.one(['order', 'existing']) }),
  'setup-existing': dice => ({
    ...{ version: dice.below(30), currency: 'USD', timeZone: 'UTC', balance: dice.one(amounts) },
    purchases: dice.one(['', '2026-03-01 100 INV-1', '"2026-03-01","1,250.50"\n2026-04-01;75', 'x']),
  }),
  'setup-record': dice => ({ version: dice.below(30) }),
  budget: dice => ({ budget: dice.one(['', '1', '2', 'organization', '0'.repeat(40)]) }),
  'change-budget': dice => ({
    step: dice.one(['ask', 'save', 'remove', 'undo', 'ask-move', 'move']),
    budget: dice.one(['', '1', '2', 'organization']),
    ...{ seen: dice.below(4), amount: dice.one(amounts) },
    ...{ of: dice.one(['', 'Sales', 'Diego', 'department Sales']), department: dice.one(['Sales', 'Finance', '']) },
  }),
  'setup-budget': dice => ({ version: dice.below(30), currency: 'USD', budget: dice.one(amounts) }),
  'add-funds': dice => ({ order: `order-${dice.below(50)}`, amount: dice.one(amounts) }),
  'place-order': dice => ({ order: `order-${dice.below(50)}`, amount: '60', beside: dice.oncePer(2), sure: '' }),
  'show-order': dice => ({ payment: `order-${dice.below(50)}` }),
  'confirm-purchase': dice => ({
    ...{ payment: `order-${dice.below(50)}`, step: dice.one(['ask', 'expected', 'review', 'record', 'link']) },
    ...{ amount: dice.one(amounts), day: '2026-11-20', reference: 'E-1' },
    ...{ micros: dice.below(1000) * 1_000_000, at: 1_795_348_800_000, seen: [dice.below(9)], invoice: dice.below(9) },
  }),
  'end-order': dice => ({ payment: `order-${dice.below(50)}`, step: dice.one(['ask', 'record']) }),
  'order-beside': dice => ({
    ...{
      payment: `order-${dice.below(50)}`,
      matter: `matter-${dice.below(9)}`,
      wants: dice.one(['ask', 'expected', 'end']),
    },
  }),
  'card-holder': dice => ({ payment: dice.one(['', `order-${dice.below(50)}`, 'recharge-1']) }),
  'payment-methods': dice => ({
    was: { payment: 'card:sandbox-card', backup: dice.one(['none', 'agreement:E1234567']) },
    ...{
      payment: dice.one(['card:sandbox-card', 'card:sandbox-expired', 'x']),
      backup: dice.one(['none', 'card:sandbox-card']),
    },
    atOnce: dice.one(['', '50.00']),
  }),
  'auto-recharge': dice => ({
    ...{
      isForm: true,
      hasTarget: dice.oncePer(2),
      upTo: dice.one(amounts),
      autoRecharge: 'true',
      rechargeWith: dice.one(amounts),
      trigger: '20',
      cap: '',
      rule: '',
      atOnce: '',
    },
  }),
  'give-back': dice => ({
    ...{ id: `refund-${dice.below(9)}`, deed: dice.one(['refund', 'charge-back', 'reverse']), reason: 'r' },
    ...{ what: { kind: 'purchase', invoice: dice.below(3) }, step: dice.one(['ask', 'review', 'record']) },
    ...{ amount: dice.one(amounts), micros: 1_000_000 },
  }),
  reconcile: dice => ({
    ...{ id: `reconcile-${dice.below(9)}`, step: dice.one(['ask', 'review', 'record']), amount: dice.one(amounts) },
    ...{ day: dice.one(['', 'today', '2026-11-20']), micros: 80_000_000, at: Date.UTC(2026, 10, 22) },
  }),
  'show-reconciliation': dice => ({ id: `reconcile-${dice.below(9)}` }),
  'check-balance': dice => ({
    ...{
      monday: dice.one(['2026-11-23', '2026-11-24', 'x']),
      at: dice.below(2_000_000_000) * 1000,
      matter: dice.one(['', 'matter-1']),
    },
    ...{ step: dice.one(['ask', 'state', 'record']), amount: dice.one(amounts), micros: dice.below(9) * 1_000_000 },
    seen: dice.below(2_000_000_000) * 1000,
  }),
  answer: dice => ({
    ...{ verdict: dice.one(['bill', 'ignore']), question: 'look-alike', which: dice.one(['chosen', 'all']) },
    ...{ step: dice.one(['review', 'record']), id: 'a', rows: '', seen: '', micros: null },
  }),
  'assign-credits': dice => ({
    ...{ order: `assign-${dice.below(9)}`, who: dice.one(['all', 'named']), people: [people.nobody] },
    people0: people.reader,
  }),
  'remove-credits': dice => ({ order: `remove-${dice.below(9)}`, people: [people.nobody], people0: people.reader }),
  'group-credits': dice => ({
    order: `assign-${dice.below(9)}`,
    group: dice.one(['c0400000-0000-4000-9000-000000000003', 'c0400000-0000-4000-9000-000000000001', '']),
    deed: dice.one(['give', 'take']),
  }),
  'paid-calls': dice => ({
    person: dice.one(['', people.nobody, people.reader, 'nobody-at-all']),
    matter: '',
    wants: dice.one(['stopped', 'restored']),
    seen: dice.below(4),
  }),
  'assign-stop': dice => ({ order: `assign-${dice.below(9)}` }),
  'assign-again': dice => ({ order: `assign-${dice.below(9)}` }),
  'ask-approval': dice => ({ proposal: dice.one<object>(proposals), reason: dice.one(['', 'why']) }),
  'show-approval': dice => ({ approval: dice.one(approvals) }),
  approve: dice => ({ approval: dice.one(approvals), atOnce: 0 }),
  'decline-approval': dice => ({ approval: dice.one(approvals), step: dice.one(['ask', 'record']), word: 'no' }),
  'withdraw-approval': dice => ({ approval: dice.one(approvals) }),
  'approval-limit': dice => ({ isForm: true, turnsOff: dice.oncePer(2), limit: dice.one(amounts) }),
  export: dice => ({ isForm: true, what: 'calls', range: dice.one(['', 'today', 'x']), format: 'csv' }),
  'export-link': () => ({ export: 'x' }),
  'email-document': dice => ({
    ...{ step: dice.one(['send', 'show']), id: dice.one(['x', '']), to: [dice.one(['x', 'a@contoso.example'])] },
    asked: { what: dice.one(['statement', 'calls']), format: 'pdf', days: null },
  }),
  departments: dice => ({ month: dice.one(months), group: null, from: dice.below(40) }),
  'department-source': dice => ({ step: dice.one(['ask', 'save', 'anew', 'undo-anew']), source: 'company', since: 0 }),
  'alerts-form': dice => ({ conversation: dice.one(['19:general@thread.tacv2', 'x']) }),
  'save-alerts': dice => ({
    ...{ conversation: dice.one(['19:general@thread.tacv2', 'x']), seen: dice.below(3) },
    ...{ kinds: dice.one(['', 'low-balance,x', 'recharge-failed']), quiet: dice.one(['', '22-7', 'off', 'x']) },
  }),
  'stop-alerts': () => ({ conversation: 'x' }),
  setting: dice => ({ setting: dice.one(['look', 'license-costs', 'channel-language', 'approval-limit']), place: '' }),
  'save-setting': dice => ({ setting: 'license-costs', key: '', domestic: dice.one(amounts) }),
  'undo-setting': dice => ({ setting: 'license-costs', number: dice.below(5) }),
  // To whom it may be told all the same: who may see what stays as it is.
  'give-right': () => ({ right: 'look', to: `person ${people.reader}` }),
  'take-right': () => ({ right: 'look', from: `person ${people.reader}` }),
  'import-files': dice => ({
    files: [{ name: dice.one(['x.csv', 'y.zip']), url: 'https://contoso.sharepoint.com/x' }],
  }),
  'narrow-right': () => ({ right: 'money', isNarrowed: false }),
};
const verbs = Object.keys(presses) as readonly Verb[];

export interface Hostile {
  readonly activity: Record<string, unknown>;
  /** Whether its sender may see what the organization spends. */
  readonly isAuthorized: boolean;
}

/** The activity of a seed and a number: a real shape of a person of the organization, mutated in up to four places. */
export function hostile(seed: number, index: number, serviceUrl: string): Hostile {
  const dice = new Dice(seed, index);
  const shape = structuredClone(dice.one(recorded));
  const isOurs = dice.oncePer(2);
  const person = dice.one<string>(isOurs ? authorized : others);
  const conversation = shape['conversation'] as { conversationType: string };
  const activity: Record<string, unknown> = {
    ...shape,
    // Its own address comes last, so that the dice fall the same for every port.
    ...{ id: `fuzz-${seed}-${index}`, channelId: 'msteams', serviceUrl: 'http://127.0.0.1:3978/' },
    from: { id: `29:${person}`, name: 'Somebody', aadObjectId: person },
    recipient: { id: '28:bot', name: 'Communications Credits' },
    conversation: {
      ...conversation,
      id: conversation.conversationType === 'personal' ? `a:${person}` : '19:general@thread.tacv2;messageid=1',
      tenantId: tenant,
    },
    channelData: { ...(shape['channelData'] as object | undefined), tenant: { id: tenant } },
  };
  const text = dice.one(isOurs && dice.oncePer(4) ? levers : typed);
  if (activity['type'] === 'message') activity['text'] = String(activity['text']).replace(/help|import/, () => text);
  if (activity['name'] === 'adaptiveCard/action')
    Object.assign((activity['value'] as { action: object }).action, pressed(dice));
  for (let count = dice.below(4); count > 0; count -= 1) mutate(dice, activity);
  // Where nobody listens on this machine, no answer arrives; elsewhere the door says no.
  if (/^http:..(127|localhost)/i.test(String(activity['serviceUrl']))) activity['serviceUrl'] = serviceUrl;
  return { activity, isAuthorized: isRightful(activity) };
}

function pressed(dice: Dice): { readonly verb: Verb; readonly data: Data } {
  const verb = dice.one(verbs);
  return { verb, data: presses[verb](dice) };
}

function isRightful({ from }: Record<string, unknown>): boolean {
  const id = typeof from === 'object' && from !== null ? (from as { aadObjectId?: unknown }).aadObjectId : undefined;
  return typeof id === 'string' && rightful.has(id.toLowerCase().trim());
}
