import type { Frame, Link } from '../../cards/frame.ts';
import { button, type Button } from '../../cards/verbs.ts';
import type { Speech } from './speech.ts';

export const frame = (speech: Speech, title: string, buttons: readonly Button[] = []): Frame => ({
  sandbox: speech.isSandbox ? speech.say('app.sandbox') : '',
  title,
  buttons,
});

type Runnable = 'setup' | 'help' | 'balance' | 'addFunds' | 'autoRecharge' | 'lots' | 'history' | 'usage' | 'import';

const typed: Record<Runnable, string> = {
  setup: 'setup',
  help: 'help',
  balance: 'balance',
  addFunds: 'add funds',
  autoRecharge: 'auto-recharge',
  lots: 'lots',
  history: 'history',
  usage: 'usage',
  import: 'import',
};

/** Buttons that do what typing the command would do. */
export const runButtons = (speech: Speech, ...names: readonly Runnable[]): readonly Button[] =>
  names.map(name => button(speech.say(`button.${name}`), 'run', { text: typed[name] }));

/** Where Microsoft sells Communications Credits: Billing > Purchase services in its admin center. */
export const adminCenterLink = (speech: Speech): Link => ({
  title: speech.say('button.adminCenter'),
  url: 'https://admin.microsoft.com/adminportal/home#/catalog',
});
