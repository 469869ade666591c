import {
  allocateCallByCall,
  demandOf,
  disagreements,
  verify,
  type DrawingCall,
  type Entry,
} from '../../../core/index.ts';
import { sha256 } from '../../../bot/drivers/system/sha256.ts';
import type { Stores } from '../../../bot/ports/index.ts';
import { readCard, textOf, type ReadCard } from '../../support/card.ts';
import type { FakeConnector } from '../../support/connector.ts';
import type { DayOrganization } from './organization.ts';

/** What is left of an organization's day, and what is wrong with it. */
export interface Judged {
  readonly entries: number;
  readonly rows: number;
  readonly recharges: number;
  readonly alerts: number;
  readonly wrong: readonly string[];
}

/** Everything that was sent is there, once: rows, orders, alerts; and the ledger follows from its entries. */
export async function judged(organization: DayOrganization, stores: Stores, connector: FakeConnector): Promise<Judged> {
  const { journal, rows, matters } = stores.of(organization.tenant);
  const entries = await journal.entriesAfter(0);
  const totals = await rows.totals();
  const due = organization.due();
  const verified = verify(entries, sha256);
  const calls = await drawing(rows);
  const settled = (isAutomatic: boolean): number => settledIn(entries, isAutomatic);
  const told = toldIn(connector, organization.channel);
  const recharged = told.filter(card => /Recharge succeeded/.test(textOf(card)));
  const again = toldAgain(told);
  const checks: readonly (readonly [isSo: boolean, wrong: string])[] = [
    [verified.ok, 'its journal does not verify'],
    [
      !verified.ok || disagreements(verified.value.pool, allocateCallByCall(entries, calls)).length === 0,
      'an independent allocation disagrees',
    ],
    [verified.ok && demandOf(verified.value.pool) === due.cost, 'the journal bills another sum than was called for'],
    [totals.drawn === due.cost, `${totals.drawn} drawn of ${due.cost}`],
    [totals.rowsDrawn === due.rows, `${totals.rowsDrawn} rows drawn of ${due.rows}`],
    [totals.corrections + totals.questionsLookAlike === 0, 'rows are held, or came anew'],
    [(await rows.wrongSum()) === undefined, 'a sum of usage is wrong'],
    [settled(false) === organization.orders, `${settled(false)} orders of ${organization.orders}`],
    [recharged.length === settled(true), `${recharged.length} recharges told of ${settled(true)}`],
    [again.length === 0, `told again: ${again.join(' | ')}`],
    [(await matters.announced()).length === 0, 'an alert was not taken up'],
  ];
  return {
    ...{ entries: entries.length, rows: totals.rowsDrawn, recharges: settled(true), alerts: told.length },
    wrong: checks.flatMap(([isSo, wrong]) => (isSo ? [] : [wrong])),
  };
}

/** Whether nothing waits to be told. */
export async function isAllTold({ tenant }: DayOrganization, stores: Stores, now: number): Promise<boolean> {
  const { matters } = stores.of(tenant);
  const due = await matters.earliestDue();
  return (due === undefined || due > now) && (await matters.announced()).length === 0;
}

async function drawing(rows: ReturnType<Stores['of']>['rows']): Promise<readonly DrawingCall[]> {
  const calls: DrawingCall[] = [];
  for (;;) {
    const page = await rows.drawing({ after: calls.at(-1), limit: 5000 });
    if (page.length === 0) return calls;
    calls.push(...page);
  }
}

function settledIn(entries: readonly Entry[], isAutomatic: boolean): number {
  const automatic = new Set(
    entries.flatMap(entry =>
      entry.kind === 'payment-requested' && entry.facts.purpose === 'recharge' ? [entry.id] : [],
    ),
  );
  return entries.filter(entry => entry.kind === 'payment-settled' && automatic.has(entry.facts.key) === isAutomatic)
    .length;
}

/** What somebody read twice. */
function toldAgain(told: readonly ReadCard[]): readonly string[] {
  const texts = told.map(textOf);
  return texts
    .filter((text, index) => texts.indexOf(text) < index)
    .map(text => text.split('\n').slice(1, 3).join(': '));
}

/** The messages that a channel got, each in a thread of its own or as an answer in one; edits of them are none. */
const toldIn = (connector: FakeConnector, channel: string): readonly ReadCard[] =>
  connector.sent.flatMap(({ method, path, body }) => {
    const { attachments } = (body['activity'] ?? body) as { attachments?: readonly { content: unknown }[] };
    const isHere =
      decodeURIComponent(path).includes(channel) ||
      (path === '/v3/conversations' && JSON.stringify(body['channelData'] ?? null).includes(channel));
    return method === 'POST' && isHere && attachments?.[0] !== undefined ? [readCard(attachments[0].content)] : [];
  });
