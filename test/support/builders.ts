import {
  decide,
  emptyWallet,
  identify,
  microsPerUnit,
  parseAmount,
  type CallRow,
  type ClockDoubt,
  type Command,
  type Decision,
  type DemandIn,
  type Entry,
  type Instant,
  type Mode,
  type Micros,
  type PaymentMethod,
  type Refusal,
  type Result,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { RowBook } from './memory/row-book.ts';

export const at = (iso: string): Instant => Temporal.Instant.from(iso).epochMilliseconds;

/** `$12.50` in micro-units. */
export function money(text: string): Micros {
  const amount = parseAmount(text, 'USD');
  if (!amount.ok) throw new Error(`not an amount: ${text}`);
  return amount.value;
}

export const card: PaymentMethod = { kind: 'card', reference: 'sandbox-card' };

export const someTerms: Terms = {
  tenant: 'contoso',
  currency: 'USD',
  timeZone: 'UTC',
  mode: 'sandbox',
  opensAt: null,
  isFeeInCharge: false,
  minimum: 50 * microsPerUnit,
};

/** A call that credits paid for, with defaults for whatever is left out. */
export function aCall(
  facts: Partial<Omit<CallRow, 'about'>> & { readonly id: string; readonly about?: Partial<CallRow['about']> },
): CallRow {
  return {
    start: at('2026-01-10T10:00:00Z'),
    durationSeconds: 60,
    charge: money('$1'),
    fee: 0,
    currency: 'USD',
    capability: 'MCOPSTNPP',
    ...facts,
    about: {
      callId: `call-${facts.id}`,
      userId: '',
      userName: '',
      userPrincipalName: '',
      callType: 'user_out',
      caller: '',
      callee: '',
      destination: 'Germany',
      ...facts.about,
    },
  };
}

type WithoutContext<Each> = Each extends { readonly kind: 'draw' }
  ? { readonly kind: 'draw'; readonly rows: readonly CallRow[]; id?: string; at?: Instant }
  : Each extends Command
    ? Omit<Each, 'id' | 'at' | 'known' | 'held'> & { id?: string; at?: Instant }
    : never;
export type Asked = WithoutContext<Command>;

/** A wallet with its journal and rows in memory: what the shell does, without a shell. */
export class Bench {
  wallet: Wallet = emptyWallet;
  readonly entries: Entry[] = [];
  readonly rows = new RowBook();
  now: Instant;
  /** Why the clock is not believed, while it is not. */
  doubt: ClockDoubt | undefined;
  /** The mode of the program that asks; any, if absent. */
  program: Mode | undefined;
  #count = 0;

  constructor(now: Instant = at('2026-01-01T00:00:00Z')) {
    this.now = now;
  }

  static opened(terms: Partial<Terms> = {}, now?: Instant): Bench {
    const bench = new Bench(now);
    bench.must({ kind: 'open-wallet', terms: { ...someTerms, ...terms } });
    return bench;
  }

  do(asked: Asked): Result<Decision, Refusal> {
    this.#count += 1;
    const context = { known: this.rows.known(), held: this.rows.held() };
    const rows = asked.kind === 'draw' ? { rows: asked.rows.map(row => identify(row, sha256)) } : {};
    const command = { id: `command-${this.#count}`, at: this.now, ...context, ...asked, ...rows } as Command;
    const prior = command.kind === 'draw' ? undefined : this.entries.find(entry => entry.id === command.id);
    const proposal = 'proposal' in command ? command.proposal : undefined;
    const proposed = this.entries.find(entry => entry.id === proposal?.id);
    const demandIn: DemandIn = window => this.rows.demandIn(window);
    const decision = decide(this.wallet, command, {
      ...{ hash: sha256, prior, proposed, demandIn },
      ...{ doubt: this.doubt, program: this.program },
    });
    if (decision.ok && decision.value.kind === 'decided') {
      this.wallet = decision.value.wallet;
      this.entries.push(...decision.value.entries);
      this.rows.apply(decision.value.rowChanges);
    }
    return decision;
  }

  must(asked: Asked): Decision & { kind: 'decided' } {
    const decision = this.do(asked);
    if (!decision.ok || decision.value.kind === 'repeated') throw new Error(JSON.stringify(decision));
    return decision.value;
  }

  refused(asked: Asked): Refusal {
    const before = JSON.stringify(this.wallet);
    const decision = this.do(asked);
    if (decision.ok) throw new Error('not refused');
    if (JSON.stringify(this.wallet) !== before) throw new Error('a refusal changed the wallet');
    return decision.refusal;
  }

  draw(...rows: readonly CallRow[]): Decision & { kind: 'decided' } {
    return this.must({ kind: 'draw', rows });
  }

  buy(amount: string, boughtAt: Instant = this.now): Decision & { kind: 'decided' } {
    return this.must({ kind: 'buy', boughtAt, amount: money(amount), reference: '' });
  }
}
