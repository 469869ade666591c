import { readFileSync } from 'node:fs';
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
  ...['assign credits to everyone', 'blance', '余额', '充值 60', '用量 30', 'hello', '', 'ad funds'],
];
/** The sandbox's levers, which only those may move who may order. */
const levers = ['sandbox spend 3', 'sandbox spend 0.013', 'sandbox calls 5', 'sandbox decline off', 'sandbox'];

const amounts = ['60', '$75', '0.5', '1,000', '', 'x'];
const presses: readonly ((dice: Dice) => { readonly verb: string; readonly data: Record<string, unknown> })[] = [
  dice => ({ verb: 'run', data: { text: dice.one(typed) } }),
  dice => ({ verb: 'run', data: { text: dice.one(typed), alert: 'alert-10-low-balance' } }),
  dice => ({ verb: 'run-beside', data: { text: dice.one(typed), alert: 'alert-10-low-balance' } }),
  () => ({ verb: 'acknowledge', data: { alert: 'alert-10-low-balance' } }),
  dice => ({ verb: 'setup-billing', data: { version: dice.below(9), billing: dice.one(['prepaid', 'postpaid']) } }),
  dice => ({
    verb: 'setup-go',
    data: { version: dice.below(30), step: dice.one(['billing', 'licenses', 'order', 'done']) },
  }),
  dice => ({
    verb: 'setup-assign',
    data: { version: dice.below(30), who: dice.one(['all', 'chosen', 'failed']), product: 'x', people: people.nobody },
  }),
  dice => ({ verb: 'setup-stop', data: { version: dice.below(30) } }),
  dice => ({ verb: 'setup-locate', data: { version: dice.below(30), country: 'US' } }),
  dice => ({
    verb: 'setup-order',
    data: {
      ...{
        version: dice.below(30),
        currency: 'USD',
        timeZone: 'UTC',
        addFunds: dice.one(amounts),
        autoRecharge: 'true',
      },
      ...{
        rechargeWith: dice.one(amounts),
        trigger: '20',
        payment: 'card:sandbox-card',
        purchaseOrder: 'PO 1',
        rule: '',
      },
    },
  }),
  dice => ({ verb: 'setup-place', data: { version: dice.below(30) } }),
  dice => ({ verb: 'setup-budget', data: { version: dice.below(30), currency: 'USD', budget: dice.one(amounts) } }),
  dice => ({ verb: 'add-funds', data: { order: `order-${dice.below(50)}`, amount: dice.one(amounts) } }),
  dice => ({ verb: 'place-order', data: { order: `order-${dice.below(50)}`, amount: '60', beside: dice.oncePer(2) } }),
  dice => ({ verb: 'confirm-purchase', data: { key: `order-${dice.below(50)}` } }),
  dice => ({
    verb: 'auto-recharge',
    data: {
      isForm: true,
      autoRecharge: 'true',
      rechargeWith: dice.one(amounts),
      trigger: '20',
      cap: '',
      rule: '',
      atOnce: '',
    },
  }),
  dice => ({
    verb: 'assign-credits',
    data: {
      order: `assign-${dice.below(9)}`,
      who: dice.one(['all', 'named']),
      people: [people.nobody],
      people0: people.reader,
    },
  }),
  dice => ({ verb: 'assign-stop', data: { order: `assign-${dice.below(9)}` } }),
];

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
    Object.assign((activity['value'] as { action: object }).action, dice.one(presses)(dice));
  for (let count = dice.below(4); count > 0; count -= 1) mutate(dice, activity);
  // Where nobody listens on this machine, no answer arrives; elsewhere the door says no.
  if (/^http:..(127|localhost)/i.test(String(activity['serviceUrl']))) activity['serviceUrl'] = serviceUrl;
  return { activity, isAuthorized: isRightful(activity) };
}

function isRightful({ from }: Record<string, unknown>): boolean {
  const id = typeof from === 'object' && from !== null ? (from as { aadObjectId?: unknown }).aadObjectId : undefined;
  return typeof id === 'string' && rightful.has(id.toLowerCase().trim());
}
