import type { Hash, Instant, Mode } from '../../core/index.ts';
import type { SettingsSeen } from '../configuration/settings-seen.ts';
import type { ExpectedJob } from '../doctor/jobs-check.ts';
import type { Conversations } from '../alerts/conversations.ts';
import type { Deliveries } from '../alerts/deliveries.ts';
import type { AllDestinations } from '../alerts/destinations.ts';
import type { FollowedMatters } from '../alerts/followed-matters.ts';
import type { MatterSurroundings } from '../alerts/matter-surroundings.ts';
import type { RefusedAddresses } from '../alerts/refused-addresses.ts';
import type { WebhookSecrets } from '../alerts/webhook-secrets.ts';
import type { ApprovalCards } from '../approvals/approval-cards.ts';
import type { ApprovalTelling } from '../approvals/approval-telling.ts';
import type { CommandFacts, OnTopic } from '../chat/command.ts';
import type { Backups } from '../backups/backups.ts';
import type { Chat } from '../chat/receive.ts';
import type { Rights } from '../chat/rights.ts';
import type { Roles } from '../chat/roles.ts';
import type { SpeechIn } from '../chat/speech.ts';
import type { LinkTokens } from '../exports/link-tokens.ts';
import type { MonthlyMails } from '../exports/monthly-mails.ts';
import type { Offers } from '../exports/offers.ts';
import type { PersonalChats } from '../exports/personal-chats.ts';
import type { DepartmentChoice } from '../departments/chosen-source.ts';
import type { DigestNews } from '../digest/digest-news.ts';
import type { Foresight } from '../foresight/foresight.ts';
import type { AgreementUse } from '../funds/agreement-use.ts';
import type { Charges } from '../funds/charges.ts';
import type { AssignmentWorker } from '../licenses/assignment-worker.ts';
import type { Assignments } from '../licenses/assignments.ts';
import type { CallStopper } from '../licenses/call-stopper.ts';
import type { KeptDirectory } from '../licenses/kept-directory.ts';
import type { KeptField } from '../licenses/kept-field.ts';
import type { Progress } from '../licenses/progress.ts';
import type { StoppedCalls } from '../licenses/stopped-calls.ts';
import type { KeptMinutes } from '../plans/kept-minutes.ts';
import type {
  Checkable,
  BlockedUsers,
  Clock,
  Directory,
  Download,
  HandOut,
  Happened,
  Heartbeat,
  LeaveMails,
  Licenses,
  Log,
  Mailer,
  MaybeCheckable,
  Messenger,
  NamedCallLog,
  Payments,
  Receive,
  SandboxControls,
  TenantStores,
  Upload,
  ClockWitness,
  Webhook,
} from '../ports/index.ts';
import type { Drafts } from '../setup/drafts.ts';
import type { SpendBefore } from '../setup/spend-before.ts';
import type { Budgets } from '../tenant/budgets.ts';
import type { Choices } from '../tenant/choices.ts';
import type { LogCursors } from '../tenant/log-cursors.ts';
import type { Names } from '../tenant/names.ts';
import type { PersonalChoices } from '../tenant/personal-choices.ts';
import type { SettingsStore } from '../tenant/settings.ts';
import type { Imports } from '../usage/import-progress.ts';
import type { AcceptedClock } from '../wallets/accepted-clock.ts';
import type { Audits } from '../wallets/audits.ts';
import type { Erasure } from '../wallets/erasure.ts';
import type { AwaitedCalls } from '../wallets/awaited-calls.ts';
import type { RoundWatch } from '../work/round-watch.ts';
import type { FixedDepartments } from '../wallets/fixed-departments.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Reasons } from '../wallets/reasons.ts';

/** What one organization's bot is made of. */
export interface Drivers extends TenantStores {
  readonly tenant: string;
  readonly mode: Mode;
  readonly version: string;
  readonly clock: Clock;
  /** Aborts when the program begins to stop. */
  readonly stopping: AbortSignal;
  /** Whose clocks it is judged by, the first that answers (L13). */
  readonly witnesses: readonly ClockWitness[];
  readonly hash: Hash;
  readonly log: Log;
  /** Is told of what happens here, to count it. */
  readonly happened: Happened;
  readonly directory: Directory;
  readonly licenses: Licenses;
  readonly callLogs: readonly NamedCallLog[];
  /** Undefined unless Graph's beta may be read (G5). */
  readonly blockedUsers: BlockedUsers | undefined;
  readonly payments: Payments;
  readonly messenger: Messenger;
  /** Undefined where no outside monitor is to be told that the program is alive. */
  readonly heartbeat: Heartbeat | undefined;
  /** Which settings of the program and of the organization were given. */
  readonly settingsSeen: readonly SettingsSeen[];
  /** The bot's own address on the Internet, to be looked at; undefined where it has none. */
  readonly publicAddress: Checkable | undefined;
  /** The store behind all of these, to be looked at. */
  readonly store: MaybeCheckable;
  /** Undefined where the deployment has no mail server. */
  readonly mailer: Mailer | undefined;
  readonly webhook: Webhook;
  readonly download: Download;
  readonly upload: Upload;
  /** Those of the whole store; undefined where no place for them was set. */
  readonly backups: Backups | undefined;
  /** The bot's own https address; undefined where files go by Teams only. */
  readonly publicUrl: string | undefined;
  /** The address that adds the app to a team; undefined in the sandbox. */
  readonly appLink: string | undefined;
  /** The address that opens a chat with the bot, with something typed there; undefined in the sandbox. */
  readonly chatLink: ((typed: string) => string) | undefined;
  readonly sandbox: SandboxControls | undefined;
  /** Whether the bot may set a missing usage location (ALLOW_USAGE_LOCATION). */
  readonly mayLocate: boolean;
  /** Whether people may ask only so often (B18). */
  readonly isLimited: boolean;
  /** When the first of the program's own secrets expires, as far as is known (CREDENTIALS_EXPIRE, and certificates). */
  readonly credentialsExpire: Instant | undefined;
}

/** One organization's bot. Only app/ knows all of it: a command, action or job names in its type what it needs. */
export interface Tenant extends Omit<Drivers, 'documents' | 'witnesses'>, Chat {
  readonly ledger: Ledger;
  readonly audits: Audits;
  readonly conversations: Conversations;
  readonly foresight: Foresight;
  readonly followedMatters: FollowedMatters;
  readonly matterSurroundings: MatterSurroundings;
  readonly digestNews: DigestNews;
  readonly refusedAddresses: RefusedAddresses;
  readonly webhookSecrets: WebhookSecrets;
  readonly roundWatch: RoundWatch;
  readonly jobs: readonly ExpectedJob[];
  readonly acceptedClock: AcceptedClock;
  readonly isBeta: boolean;
  readonly drafts: Drafts;
  readonly rights: Rights;
  readonly choices: Choices;
  readonly personalChoices: PersonalChoices;
  readonly speechIn: SpeechIn;
  readonly settings: SettingsStore;
  readonly budgets: Budgets;
  readonly logCursors: LogCursors;
  readonly erasure: Erasure;
  readonly reasons: Reasons;
  readonly approvalCards: ApprovalCards;
  readonly approvalTelling: ApprovalTelling;
  readonly roles: Roles;
  readonly names: Names;
  readonly charges: Charges;
  readonly agreementUse: AgreementUse;
  readonly deliveries: Deliveries;
  readonly destinations: AllDestinations;
  readonly assignments: Assignments;
  readonly assignmentWorker: AssignmentWorker;
  readonly stoppedCalls: StoppedCalls;
  readonly callStopper: CallStopper;
  readonly keptDirectory: KeptDirectory;
  readonly keptMinutes: KeptMinutes;
  readonly departmentField: KeptField;
  readonly departmentChoice: DepartmentChoice;
  readonly fixedDepartments: FixedDepartments;
  readonly imports: Imports;
  readonly awaitedCalls: AwaitedCalls;
  readonly progress: Progress;
  readonly spendBefore: SpendBefore;
  readonly offers: Offers;
  readonly monthlyMails: MonthlyMails;
  readonly personalChats: PersonalChats;
  readonly linkTokens: LinkTokens;
  readonly commands: readonly OnTopic<CommandFacts>[];
  readonly receive: Receive;
  readonly handOut: HandOut;
  readonly leaveMails: LeaveMails;
  /** Resolves when nothing is under way any more: for an orderly shutdown. */
  readonly idle: () => Promise<void>;
}
