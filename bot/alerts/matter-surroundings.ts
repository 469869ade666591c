import {
  minuteMs,
  secondMs,
  termsOf,
  type Forecast,
  type Instant,
  type Matter,
  type TimeZone,
  type Wallet,
} from '../../core/index.ts';
import type { Clock, Log, Mentioned, NamedCallLog, Rows } from '../ports/index.ts';
import { usageUntil } from '../tenant/usage-until.ts';
import type { LogCursors } from '../tenant/log-cursors.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { outlookOf } from '../wallets/outlook.ts';
import { within } from '../work/within.ts';
import type { OwnNews } from './own-news.ts';

/** What is known beside matters: of the wallet as it is now, and of the people whose calls it pays. */
export interface KnownAround {
  readonly now: Instant;
  /** Undefined where it cannot be read. */
  readonly wallet: Wallet | undefined;
  readonly outlook: Pick<Forecast, 'runsOut' | 'basedOn' | 'notYetSeen'> | undefined;
  /** How many people have calls that credits pay for; undefined where the directory was not read yet. */
  readonly callers: number | undefined;
  /** While usage is not imported, up to when it was: what is worked out of it is as of then. Null where it never was. */
  readonly usageUntil?: Instant | null;
}

/** What a conversation is shown of a matter. */
export interface ShownHow {
  /** Whether it has a later post, to which this one points. */
  readonly hasMoved: boolean;
  /** Whether amounts, numbers and people may be named there. */
  readonly showsAmounts: boolean;
  /** Whom a new post calls: a card that was told names nobody anew. */
  readonly mentions?: readonly Mentioned[];
  /** Who alone reads it; left out where several do, or nobody knows who. */
  readonly reader?: string | undefined;
  /** By whose clocks it is morning there; left out where the wallet's count. */
  readonly timeZone?: TimeZone | undefined;
}

/** What a card of a matter shows beside it. */
export interface Surroundings extends ShownHow {
  /** Left out where nothing but the matter itself can be told. */
  readonly around?: KnownAround;
  /** Of news that has a card of its own. */
  readonly own?: OwnNews;
  /** Who is called so whose calls it is about; left out where nobody may be named there, or the log has no name. */
  readonly whose?: string;
}

export interface MatterSurroundingsPorts {
  readonly ledger: Pick<Ledger, 'read' | 'onCommit'>;
  readonly rows: Rows;
  readonly logCursors: Pick<LogCursors, 'read'>;
  readonly callLogs: readonly NamedCallLog[];
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  /** Whether somebody may see whose calls there are. */
  readonly seesCalls: (personId: string) => Promise<boolean>;
  /** How many people have calls that credits pay for; undefined where that is not known. */
  readonly callers: () => Promise<number | undefined>;
  /** What news shows that has a card of its own; rejects where that cannot be worked out now. */
  readonly ownNews: (matter: Pick<Matter, 'id' | 'alert'>, how: ShownHow) => Promise<OwnNews | undefined>;
}

/** So long what was read holds while nothing is recorded here: another process may have recorded. */
const readMs = secondMs;

/** So long an alert waits for how many people it is about. */
const callersWithinMs = secondMs;

/** Reads what stands beside matters once for all the conversations that are told at the same time. */
export class MatterSurroundings {
  readonly #ports: MatterSurroundingsPorts;
  #read: { readonly at: Instant; readonly known: Promise<KnownAround> } | undefined;
  #counted: { readonly at: Instant; readonly callers: Promise<number | undefined> } | undefined;

  constructor(ports: MatterSurroundingsPorts) {
    this.#ports = ports;
    ports.ledger.onCommit(() => (this.#read = undefined));
  }

  /** What a card of a matter shows beside it, never from before what last happened to it. News that cannot be told in full is told later. */
  async of(matter: Pick<Matter, 'id' | 'timeline' | 'alert'>, how: ShownHow): Promise<Surroundings> {
    const own = await this.#ports.ownNews(matter, how);
    const around = await this.#since(matter.timeline.at(-1)?.at ?? 0);
    const whose = how.showsAmounts ? await this.#whose(matter.alert.person, how.reader) : undefined;
    return { ...how, around, ...(own !== undefined && { own }), ...(whose !== undefined && { whose }) };
  }

  /** As their last call has them: an alert waits for no directory. Named to nobody but whoever may see people's calls, and reads it alone. */
  async #whose(person: string | undefined, reader: string | undefined): Promise<string | undefined> {
    if (person === undefined || reader === undefined) return undefined;
    if ((await this.#warned('a right', this.#ports.seesCalls(reader))) !== true) return undefined;
    const callers = await this.#warned('a name', this.#ports.rows.lastCallers([person]));
    const { name = '', address = '' } = callers?.get(person) ?? {};
    return [name, address].find(text => text !== '');
  }

  #since(happened: Instant): Promise<KnownAround> {
    const now = this.#ports.clock.now();
    const before = this.#read;
    if (before !== undefined && before.at >= happened && now >= before.at && now - before.at < readMs)
      return before.known;
    this.#read = { at: now, known: this.#around(now) };
    return this.#read.known;
  }

  /** Never rejects: an alert is told with less rather than late. */
  async #around(now: Instant): Promise<KnownAround> {
    const callers = this.#callers(now);
    const read = await this.#warned('the wallet', this.#ports.ledger.read());
    if (read?.ok !== true) return { now, wallet: undefined, outlook: undefined, callers: await callers };
    const { wallet, history } = read.value;
    const terms = termsOf(wallet);
    const outlook = terms.ok
      ? this.#warned('the forecast', outlookOf(this.#ports, { wallet, terms: terms.value, history }, now))
      : undefined;
    const until = await this.#warned('the cursors of logs', usageUntil(this.#ports, wallet));
    return {
      ...{ now, wallet, outlook: await outlook, callers: await callers },
      ...(until !== undefined && { usageUntil: until }),
    };
  }

  /** Counted once a minute; a count that takes longer than an alert may wait is there for the next. */
  #callers(now: Instant): Promise<number | undefined> {
    const before = this.#counted;
    const isFresh = before !== undefined && now >= before.at && now - before.at < minuteMs;
    const { callers } = isFresh
      ? before
      : (this.#counted = { at: now, callers: this.#warned('the number of people', this.#ports.callers()) });
    return within(this.#ports.clock, callersWithinMs, callers);
  }

  #warned<Value>(what: string, work: Promise<Value>): Promise<Value | undefined> {
    return work.catch((error: unknown) => {
      this.#ports.log.warn({ err: error }, `an alert is told without ${what}`);
      return undefined;
    });
  }
}
