import { balanceOf, secondMs, type Alert, type Instant, type Micros } from '../../core/index.ts';
import type { Clock, Matters, NamedCallLog } from '../ports/index.ts';
import { readUntil, type LogCursors } from '../tenant/log-cursors.ts';
import type { Audits } from '../wallets/audits.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { within } from '../work/within.ts';
import type { RoundWatch } from '../work/round-watch.ts';

/** What is known of one organization at one moment; instants are by its own clock. */
export interface OrganizationFacts {
  readonly outboxOldestMs: number;
  /** Undefined where nothing was imported yet. */
  readonly importAgeMs: number | undefined;
  /** Undefined where the ledger was not read in time. */
  readonly isVerified: boolean | undefined;
  /** Undefined before the first time. */
  readonly verifiedAgeMs: number | undefined;
  readonly jobsLateMs: number;
  readonly openMatters: readonly Alert['kind'][];
  /** Undefined where there is no wallet, or it is not shown. */
  readonly balance: { readonly micros: Micros; readonly currency: string } | undefined;
}

export interface OrganizationFactsNeeds {
  readonly clock: Clock;
  readonly matters: Matters;
  readonly callLogs: readonly NamedCallLog[];
  readonly logCursors: LogCursors;
  readonly audits: Audits;
  readonly ledger: Ledger;
  readonly roundWatch: RoundWatch;
}

/** Whether the clock is believed may have to be asked of Microsoft first, and what the ledger says then comes at another time. */
const ledgerMs = 0.5 * secondMs;

/** Reads them; a handful of rows and small documents. */
export async function readFacts(needs: OrganizationFactsNeeds): Promise<OrganizationFacts> {
  const { clock, matters, callLogs, logCursors, audits, ledger, roundWatch } = needs;
  const [read, due, current, logs, verified, lateSince] = await Promise.all([
    within(clock, ledgerMs, ledger.read()),
    matters.earliestDue(),
    matters.current(),
    logCursors.read(),
    audits.last(),
    roundWatch.lateSince(),
  ]);
  const now = clock.now();
  const wallet = read?.ok === true ? read.value.wallet : undefined;
  const ageOf = (at: Instant | null | undefined): number | undefined =>
    at === null || at === undefined ? undefined : Math.max(0, now - at);
  return {
    outboxOldestMs: ageOf(due) ?? 0,
    importAgeMs: ageOf(readUntil(logs, callLogs)),
    isVerified: read === undefined ? undefined : read.ok || read.refusal.kind === 'other-mode',
    verifiedAgeMs: ageOf(verified?.at),
    jobsLateMs: ageOf(lateSince) ?? 0,
    openMatters: current.matters.flatMap(({ matter }) => (matter.endedAt === undefined ? [matter.alert.kind] : [])),
    balance:
      wallet?.terms === undefined
        ? undefined
        : { micros: balanceOf(wallet.pool, now), currency: wallet.terms.currency },
  };
}
