import type { Instant } from '../../core/index.ts';
import type { SettingsSeen } from '../configuration/settings-seen.ts';
import type { Rights } from '../chat/rights.ts';
import {
  observed,
  type Checkable,
  type Clock,
  type Directory,
  type MaybeCheckable,
  type Observation,
} from '../ports/index.ts';
import { checkBook, type BookCheckNeeds } from './book-check.ts';
import { checkClock, type ClockCheckNeeds } from './clock-check.ts';
import { checkDeliveries, isAnybodyTold, type DeliveryCheckNeeds } from './delivery-check.ts';
import { diagnosisOf, type Diagnosis } from './diagnosis.ts';
import { checkJobs, type JobsCheckNeeds } from './jobs-check.ts';
import { lookAt, type Check } from './look.ts';
import { missingParts } from './missing.ts';
import { checkSecretsEnd, checkSettings } from './settings-check.ts';

/** What is around an organization's book: drivers, settings, clocks. */
export interface ExaminedDrivers extends ClockCheckNeeds {
  readonly clock: Clock;
  /** Of the program, and of the organization. */
  readonly settingsSeen: readonly SettingsSeen[];
  readonly directory: Pick<Directory, 'check'>;
  readonly messenger: MaybeCheckable;
  readonly payments: MaybeCheckable;
  readonly mailer: MaybeCheckable | undefined;
  readonly heartbeat: MaybeCheckable | undefined;
  /** The bot's own address on the Internet. */
  readonly publicAddress: Checkable | undefined;
  readonly store: MaybeCheckable;
  /** Those of every night; undefined where no place for them was set, or there is no store to note them in. */
  readonly backups: MaybeCheckable | undefined;
  readonly mayLocate: boolean;
  readonly isBeta: boolean;
  /** When the first of its secrets ends, as far as is known. */
  readonly credentialsExpire: Instant | undefined;
}

/** The book itself, and what is kept beside it. */
export interface ExaminedBook extends BookCheckNeeds, DeliveryCheckNeeds, JobsCheckNeeds {
  readonly rights: Pick<Rights, 'read'>;
  /** Whose conversations they are, where no bot has begun on them that is this one. */
  readonly ownBot?: Checkable | undefined;
}

/** Looks at everything at once, and changes nothing. There is no book where its store could not be opened. */
export async function examine(
  drivers: ExaminedDrivers,
  book: ExaminedBook | undefined,
  more: readonly Check[] = [],
): Promise<Diagnosis> {
  const { clock, settingsSeen, credentialsExpire } = drivers;
  const seen = await lookAt(clock, [
    ...driverChecks(drivers, book),
    ...(book === undefined ? [] : bookChecks(book)),
    ...more,
  ]);
  const isTold = book === undefined || (await isAnybodyTold(book).catch(() => true));
  return diagnosisOf(
    [
      ...checkSettings(settingsSeen),
      ...seen,
      ...checkSecretsEnd(settingsSeen, { credentialsExpire, now: clock.now() }),
    ],
    missingParts(settingsSeen, isTold),
  );
}

function driverChecks(drivers: ExaminedDrivers, book: ExaminedBook | undefined): readonly Check[] {
  const { directory, messenger, payments, mailer, heartbeat, publicAddress, store, backups, mayLocate, isBeta } =
    drivers;
  const hasGroups = async (): Promise<boolean> =>
    (await book?.rights.read())?.given.some(({ to }) => to.kind === 'group') ?? false;
  const of = (area: Check['area'], port: MaybeCheckable | undefined, late?: Observation): Check => ({
    area,
    look: async signal => (await port?.check?.(signal)) ?? [],
    ...(late !== undefined && { late }),
  });
  return [
    {
      area: 'permissions',
      look: async signal =>
        (await directory.check?.({ mayLocate, isBeta, hasGroups: await hasGroups() }, signal)) ?? [],
      late: observed('permissions', 'graph-unreachable'),
    },
    of('teams', messenger, observed('teams', 'teams-keys-unreachable', { code: 'timeout' })),
    of('address', publicAddress),
    of('store', store, observed('store', 'store-unreachable')),
    of('backup', backups),
    { area: 'clock', look: () => checkClock(drivers) },
    of('mail', mailer),
    of('heartbeat', heartbeat),
    of('payments', payments),
  ];
}

const bookChecks = (book: ExaminedBook): readonly Check[] => [
  { area: 'teams', look: async signal => (await book.ownBot?.check(signal)) ?? [] },
  { area: 'import', look: () => checkBook(book) },
  { area: 'deliveries', look: () => checkDeliveries(book) },
  { area: 'jobs', look: () => checkJobs(book) },
];
