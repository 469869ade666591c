import {
  decide,
  emptyWallet,
  identify,
  verify,
  type Command,
  type DemandIn,
  type Entry,
  type RowChange,
} from '../../../core/index.ts';
import { someTerms, type Asked } from '../../support/builders.ts';
import { RowBook } from '../../support/memory/row-book.ts';
import { told, type Alphabet, type State } from './alphabets.ts';

/** What was tried. */
export interface Explored {
  /** Histories whose last command was accepted, and how many were not made longer because that one was refused or changed nothing. */
  histories: number;
  refused: number;
  /** Journals that were verified from their first entry; those of shorter histories are the beginnings of these. */
  verified: number;
  /** Histories cut off because their state had been met before. */
  folded: number;
  /** The first that failed. */
  found?: { readonly history: readonly string[]; readonly why: string };
}

export interface Exploration {
  readonly alphabet: Alphabet;
  /** The most letters of a history. */
  readonly depth: number;
  /** Only histories that begin with a letter whose number leaves this rest: several workers share an alphabet. */
  readonly part?: { readonly of: number; readonly rest: number };
  /** Whether histories that lead to one state are continued only once. */
  readonly isFolded?: boolean;
  /** Gives why a journal is wrong; `verify` if absent. */
  readonly judge?: (entries: readonly Entry[]) => string | undefined;
}

interface Node extends State {
  readonly changes: readonly (readonly RowChange[])[];
  readonly history: readonly string[];
}

/** Tries every history of the alphabet's letters, each through the real `decide`, and every journal through the real `verify`. */
export function explore(exploration: Exploration): Explored {
  const { alphabet, depth, part, isFolded = false, judge = verified } = exploration;
  const explored: Explored = { histories: 0, refused: 0, verified: 0, folded: 0 };
  const met = new Map<string, number>();

  const judged = (node: Node): void => {
    explored.verified += 1;
    const why = judge(node.entries);
    if (why !== undefined) explored.found ??= { history: node.history, why };
  };
  const next = (node: Node, left: number, letters: Alphabet['letters']): void => {
    let isLonger = false;
    for (const { name, ask, waitMs = 0 } of letters) {
      if (explored.found !== undefined) return;
      const later = { ...node, now: node.now + waitMs };
      const asked = ask(later);
      if (asked === undefined) continue;
      const history = [...node.history, name];
      const child = attempt(() => continued(later, asked, history), explored, history);
      if (child === undefined) {
        explored.refused += 1;
        continue;
      }
      isLonger = true;
      explored.histories += 1;
      if (left === 1) judged(child);
      else if (isFolded && isKnown(met, child, left)) {
        explored.folded += 1;
        judged(child);
      } else next(child, left - 1, alphabet.letters);
    }
    if (!isLonger) judged(node);
  };

  const start = alphabet.begin.reduce<Node>((node, asked) => continued(node, asked, []) ?? node, opened());
  next(
    start,
    depth,
    alphabet.letters.filter((_, index) => part === undefined || index % part.of === part.rest),
  );
  return explored;
}

const verified = (entries: readonly Entry[]): string | undefined => {
  const result = verify(entries, quickHash);
  return result.ok ? undefined : `entry ${result.refusal.seq}: ${result.refusal.invariant}`;
};

function attempt(work: () => Node | undefined, explored: Explored, history: readonly string[]): Node | undefined {
  try {
    return work();
  } catch (error) {
    explored.found ??= { history, why: String(error) };
    return undefined;
  }
}

const opened = (): Node => {
  const empty = { wallet: emptyWallet, entries: [], rows: new RowBook(), now: told, changes: [], history: [] };
  const node = continued(empty, { kind: 'open-wallet', terms: someTerms }, []);
  if (node === undefined) throw new Error('no wallet');
  return node;
};

/** The history with one more command; nothing where it is refused or changes nothing. */
function continued(node: Node, asked: Asked, history: readonly string[]): Node | undefined {
  const { wallet, rows, now } = node;
  const pages = asked.kind === 'draw' ? { rows: asked.rows.map(row => identify(row, quickHash)) } : {};
  const id = `command-${node.entries.length}`;
  const command = { id, at: now, known: rows.known(), held: rows.held(), ...asked, ...pages } as Command;
  const demandIn: DemandIn = window => rows.demandIn(window);
  const decision = decide(wallet, command, { hash: quickHash, demandIn });
  if (!decision.ok || decision.value.kind === 'repeated') return undefined;
  const { entries, rowChanges, wallet: after } = decision.value;
  if (entries.length === 0 && rowChanges.length === 0) return undefined;
  const changes = rowChanges.length === 0 ? node.changes : [...node.changes, rowChanges];
  return { wallet: after, entries: [...node.entries, ...entries], rows: bookOf(node, changes), now, changes, history };
}

function bookOf(node: Node, changes: Node['changes']): RowBook {
  if (changes === node.changes) return node.rows;
  const rows = new RowBook();
  for (const page of changes) rows.apply(page);
  return rows;
}

/** Whether the state has been met with as many letters left: what is only a name or a number of order is left out. */
function isKnown(met: Map<string, number>, { wallet, rows, now }: Node, left: number): boolean {
  const { pool, seq: _seq, head: _head, recordedAt: _recordedAt, fourEyes, ...others } = wallet;
  // What was agreed to is done: only what waits matters for what comes.
  const waiting = fourEyes?.waiting.map(({ seq: _place, ...one }) => one);
  const lots = pool.lots.map(({ seq: _place, ...lot }) => lot);
  const reconciliations = pool.reconciliations.map(({ id: _id, ...one }) => one);
  const payments = JSON.stringify([others, fourEyes?.limit, waiting]).replaceAll(/(command|proposed)-\d+/g, '$1');
  const key = quickHash(
    JSON.stringify([
      now,
      { ...pool, lots, reconciliations },
      payments,
      rows.standing(),
      rows.held(),
      [...rows.known().byId].map(([id, known]) => [id, known.versions, known.previous]),
    ]),
  );
  if ((met.get(key) ?? 0) >= left) return true;
  met.set(key, left);
  return false;
}

/** Not SHA-256, which would take most of the time: 64 bits that differ where texts do, for a search that nobody attacks. */
export function quickHash(text: string): string {
  let one = 0x811c9dc5;
  let other = 0x9e3779b9;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x85ebca6b) ^ (other >>> 13);
  }
  return (one >>> 0).toString(16).padStart(8, '0') + (other >>> 0).toString(16).padStart(8, '0');
}
