import { clockSlackMs, err, hourMs, minuteMs, ok, type Instant, type Result, type TimeZone } from '../../core/index.ts';
import {
  DriverError,
  backupFailures,
  type BackupFailure,
  type BackupMaker,
  type Checkable,
  type Clock,
  type Log,
  type MadeBackup,
  type Observation,
} from '../ports/index.ts';
import type { TypedDocument } from '../work/typed-document.ts';
import { backupSeen } from './backup-check.ts';
import { missingBackup, newStoreName, type BackupState, type MissingBackup } from './backup-state.ts';

/** The hour of the night at which a backup is due. */
const hourOfNight = 2;

/** After a failure it is tried again so much later. */
const triedAgainAfterMs = hourMs;

/** What takes longer is given up. */
const longestMs = 2 * hourMs;

/** Whoever began one and was killed may have held the lease: another goes on after it. It is renewed while a backup is made. */
const leaseMs = minuteMs / 2;
const renewedEveryMs = leaseMs / 4;

export interface BackupsPorts {
  readonly state: TypedDocument<BackupState>;
  readonly maker: BackupMaker;
  /** The machine's, which the sandbox does not move. */
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Whose night it is, where the store has several organizations; that of the only one otherwise. */
  readonly nightIn?: TimeZone | undefined;
}

/** The backups of the whole store: one every night, whichever replica makes it. */
export class Backups implements Checkable {
  readonly #ports: BackupsPorts;
  readonly #stopping = new AbortController();

  constructor(ports: BackupsPorts) {
    this.#ports = ports;
  }

  /** Makes one where there is none since the organization's last night, and nobody is making one. */
  async makeDue(timeZone: TimeZone): Promise<void> {
    const { clock, nightIn = timeZone } = this.#ports;
    await this.#make(state => isDue(state, clock.now(), nightIn));
  }

  /** Makes one now; gives nothing where somebody else is making one. */
  makeNow(): Promise<Result<MadeBackup, DriverError> | undefined> {
    return this.#make(() => true);
  }

  /** What is missing; undefined where all is well. */
  async missing(): Promise<MissingBackup | undefined> {
    const state = await this.#ports.state.read();
    return state === undefined ? undefined : missingBackup(state, this.#ports.clock.now());
  }

  async check(signal: AbortSignal): Promise<readonly Observation[]> {
    const { state, maker, clock } = this.#ports;
    const place = (await maker.check?.(signal)) ?? [];
    return [...place, backupSeen(await state.read(), clock.now())];
  }

  /** Ends what is under way: nothing of it is left. */
  stop(): void {
    this.#stopping.abort();
  }

  async #make(isWanted: (state: BackupState) => boolean): Promise<Result<MadeBackup, DriverError> | undefined> {
    const begun = await this.#begin(isWanted);
    if (begun === undefined) return undefined;
    const { clock, maker, log } = this.#ports;
    const tooLong = new AbortController();
    const stopWaiting = clock.after(longestMs, () => tooLong.abort());
    const signal = AbortSignal.any([this.#stopping.signal, tooLong.signal]);
    const stopRenewing = this.#renewing();
    try {
      const made = await maker.make({ store: begun.store, at: begun.at, signal });
      const { file, bytes, isTidy, wallets } = made;
      stopRenewing();
      await this.#end({ made: { at: begun.at, file, bytes }, failed: null });
      log.info({ bytes, wallets: wallets.length }, 'a backup was made, opened and verified');
      if (!isTidy) log.warn({}, 'backups that need not be kept could not be deleted');
      return ok(made);
    } catch (error) {
      stopRenewing();
      // Stopped with the program: the next one begins it again.
      if (this.#stopping.signal.aborted) await this.#end({});
      const failure = tooLong.signal.aborted ? 'took-too-long' : failureIn(error);
      if (!this.#stopping.signal.aborted) {
        await this.#end({ failed: { at: clock.now(), failure } });
        log.error({ err: error, failure }, 'no backup was made; it is tried again');
      }
      return err(error instanceof DriverError ? error : new DriverError(failure, (error as Error).message, error));
    } finally {
      stopWaiting();
    }
  }

  /** Takes the lease, where one is wanted and nobody has it. */
  async #begin(
    isWanted: (state: BackupState) => boolean,
  ): Promise<{ readonly store: string; readonly at: Instant } | undefined> {
    const { state, clock } = this.#ports;
    const at = clock.now();
    let store: string | undefined;
    await state.change(before => {
      store = undefined;
      const known = before ?? {
        store: newStoreName(),
        since: at,
        made: null,
        failed: null,
        leaseUntil: null,
      };
      const isTaken = known.leaseUntil !== null && known.leaseUntil > at && known.leaseUntil <= at + leaseMs;
      if (isTaken || !isWanted(known) || this.#stopping.signal.aborted) return before;
      ({ store } = known);
      return { ...known, leaseUntil: at + leaseMs };
    });
    return store === undefined ? undefined : { store, at };
  }

  /** Renews the lease until it is told to stop. One that could not be renewed is at worst taken by somebody who makes another backup. */
  #renewing(): () => void {
    const { clock, state } = this.#ports;
    let stopWaiting = (): void => undefined;
    const wait = (): void => {
      stopWaiting = clock.after(renewedEveryMs, () => {
        wait();
        const leaseUntil = clock.now() + leaseMs;
        state
          .change(before => (before === undefined || before.leaseUntil === null ? before : { ...before, leaseUntil }))
          .catch(() => undefined);
      });
    };
    wait();
    return () => stopWaiting();
  }

  async #end(outcome: Partial<BackupState>): Promise<void> {
    await this.#ports.state.change(before =>
      before === undefined ? before : { ...before, ...outcome, leaseUntil: null },
    );
  }
}

const failureIn = (error: unknown): BackupFailure =>
  backupFailures.find(failure => error instanceof DriverError && error.code === failure) ?? 'failed';

function isDue({ made, failed }: BackupState, now: Instant, timeZone: TimeZone): boolean {
  if (failed !== null && Math.abs(now - failed.at) < triedAgainAfterMs) return false;
  if (failed !== null || made === null) return true;
  // One of the future was made while the clock was wrong.
  return made.at < lastNight(now, timeZone) || made.at > now + clockSlackMs;
}

/** When the last night was, by that zone's clocks. */
function lastNight(now: Instant, timeZone: TimeZone): Instant {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const nights = [today, today.subtract({ days: 1 })].map(
    day => day.toZonedDateTime({ timeZone, plainTime: { hour: hourOfNight } }).epochMilliseconds,
  );
  return nights.find(night => night <= now) ?? now;
}
