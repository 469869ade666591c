import { randomUUID } from 'node:crypto';
import type { Deed, Hash, Mode } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Language } from '../../cards/words.ts';
import { alertView } from '../alerts/alert.view.ts';
import { Conversations } from '../alerts/conversations.ts';
import { Deliveries } from '../alerts/deliveries.ts';
import { Roles } from '../chat/roles.ts';
import { speechFor, type Speech } from '../chat/speech.ts';
import { Charges } from '../funds/charges.ts';
import { Assignments } from '../licenses/assignments.ts';
import { Progress } from '../licenses/progress.ts';
import type {
  Answers,
  BlockedUsers,
  CallLog,
  Clock,
  Conversation,
  Directory,
  Documents,
  Download,
  Journal,
  Licences,
  Log,
  Messenger,
  Outbox,
  Payments,
  Rows,
  SandboxControls,
  Scheduler,
} from '../ports/index.ts';
import { Drafts } from '../setup/drafts.ts';
import { SettingsStore } from '../tenant/settings.ts';
import { Imports } from '../usage/import-progress.ts';
import { Snapshots } from '../wallets/snapshots.ts';
import { Wallets } from '../wallets/wallets.ts';

/** Everything that the program is made of: drivers in, one application out. */
export interface Drivers {
  readonly tenant: string;
  readonly mode: Mode;
  readonly version: string;
  readonly clock: Clock;
  readonly hash: Hash;
  readonly log: Log;
  readonly journal: Journal;
  readonly rows: Rows;
  readonly outbox: Outbox;
  readonly answers: Answers;
  readonly documents: Documents;
  readonly scheduler: Scheduler;
  readonly directory: Directory;
  readonly licences: Licences;
  /** The logs that usage is imported from, by the name that a rejected row is reported under. */
  readonly callLogs: readonly { readonly name: string; readonly log: CallLog }[];
  /** Where Graph's beta is read. */
  readonly blockedUsers: BlockedUsers | undefined;
  readonly payments: Payments;
  readonly messenger: Messenger;
  /** Reads a file that Teams keeps; refuses other hosts and large files. */
  readonly download: Download;
  readonly sandbox: SandboxControls | undefined;
  /** Whether the bot may set a missing usage location (ALLOW_USAGE_LOCATION). */
  readonly mayLocate: boolean;
}

export interface App extends Omit<Drivers, 'documents'> {
  readonly wallets: Wallets;
  readonly conversations: Conversations;
  readonly drafts: Drafts;
  readonly settings: SettingsStore;
  readonly roles: Roles;
  readonly charges: Charges;
  readonly deliveries: Deliveries;
  readonly assignments: Assignments;
  readonly imports: Imports;
  readonly progress: Progress;
  /** How an answer in that language speaks of this tenant's times. */
  readonly speech: (language: Language) => Promise<Speech>;
  /** Starts work that nobody waits for; an orderly stop does. */
  readonly background: (what: string, work: () => Promise<unknown>) => void;
  readonly backgroundDone: () => Promise<void>;
  /** Runs one step of set-up after the other here; of two replicas the draft's version lets only one take it. */
  readonly inSetupTurn: <Value>(work: () => Promise<Value>) => Promise<Value>;
}

/** Somebody said or pressed something. */
export interface Turn {
  readonly app: App;
  readonly speech: Speech;
  /** The idempotency key of what this turn asks for: Teams re-sends an activity with the same id. */
  readonly id: string;
  readonly person: { readonly id: string | undefined; readonly name: string };
  readonly conversation: Conversation;
  /** The message whose button was pressed. */
  readonly cardId: string | undefined;
  readonly localTimeZone: string | undefined;
  readonly files: readonly { readonly name: string; readonly url: string }[];
}

/** What is answered: a card, and sometimes a second one as a message of its own. */
export interface Reply {
  readonly card: Card;
  readonly also?: Card;
  /** Set where a press comes to nothing: the card stays as it is, and whoever pressed it reads this. */
  readonly keepsCard?: string;
}

export type { Deed };

export function makeApp(drivers: Drivers): App {
  const { documents, ...rest } = drivers;
  const underWay = new Set<Promise<unknown>>();
  const background = (what: string, work: () => Promise<unknown>): void => {
    const done = work()
      .catch((error: unknown) =>
        drivers.log.error({ err: error, what }, 'background work failed; the next round takes it up'),
      )
      .finally(() => underWay.delete(done));
    underWay.add(done);
  };
  const conversations = new Conversations(documents);
  const charges = new Charges(drivers.payments, () => wallets, drivers.log);
  const speech = async (language: Language): Promise<Speech> => {
    // While the store cannot be read, an answer that says so is still spoken.
    const terms = await wallets.terms(drivers.tenant).catch(() => undefined);
    return speechFor({ language, timeZone: terms?.timeZone ?? 'UTC', isSandbox: drivers.sandbox !== undefined });
  };
  const deliveries = new Deliveries({
    ...drivers,
    conversations,
    draw: async (conversation, { alert }) => {
      const found = await drivers.outbox.find(drivers.tenant, alert.id);
      return alertView(await speech(conversation.locale === 'zh-CN' ? 'zh-CN' : 'en'), alert, found?.acknowledgedBy);
    },
  });
  const wallets = new Wallets({
    ...drivers,
    snapshots: new Snapshots(documents, drivers.hash),
    // The sandbox's time runs ahead by an entry of its journal, which every part obeys, whoever wrote it (SPEC L13).
    observe: (_tenant, wallet) => drivers.sandbox?.setClockOffset(wallet.clockOffsetMs),
    subscribers: tenant => conversations.subscribed(tenant),
    carryOut: (tenant, effect) =>
      background(effect.kind, () =>
        effect.kind === 'charge' ? charges.start(tenant, effect.payment) : deliveries.run(tenant),
      ),
  });
  const progress = new Progress(() => app);
  const assignments = new Assignments({
    ...drivers,
    worker: randomUUID(),
    observe: (_tenant, step, run) => progress.observe(step, run),
  });
  let turn: Promise<unknown> = Promise.resolve();
  const app: App = {
    ...rest,
    wallets,
    conversations,
    drafts: new Drafts(documents),
    settings: new SettingsStore(documents),
    roles: new Roles(drivers.directory, drivers.clock),
    charges,
    deliveries,
    assignments,
    imports: new Imports(documents, drivers.clock),
    progress,
    speech,
    background,
    backgroundDone: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
      await charges.idle();
    },
    inSetupTurn: work => {
      const next = turn.then(work);
      turn = next.catch(() => undefined);
      return next;
    },
  };
  return app;
}
