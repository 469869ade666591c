import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { languageOf } from '../../cards/words.ts';
import { conversationEvents } from './conversation-events.ts';
import { Conversations } from '../alerts/conversations.ts';
import { Deliveries } from '../alerts/deliveries.ts';
import { AllDestinations } from '../alerts/destinations.ts';
import { Escalation } from '../alerts/escalation.ts';
import { FollowedMatters } from '../alerts/followed-matters.ts';
import { leaveMailsOf } from '../alerts/leave-mails.ts';
import { LeaveTokens } from '../alerts/leave-tokens.ts';
import { MailDestinations } from '../alerts/mail-destinations.ts';
import { Newcomers } from '../alerts/newcomers.ts';
import { RefusedAddresses } from '../alerts/refused-addresses.ts';
import { SubscribedDestinations } from '../alerts/subscribed-destinations.ts';
import { MatterSurroundings } from '../alerts/matter-surroundings.ts';
import { SeenRights } from '../alerts/seen-rights.ts';
import { WebhookDestination } from '../alerts/webhook-destination.ts';
import { WebhookSecrets } from '../alerts/webhook-secrets.ts';
import { ApprovalCards } from '../approvals/approval-cards.ts';
import { ApprovalTelling } from '../approvals/approval-telling.ts';
import { runText, runVerb, type Dispatching } from '../chat/dispatch.ts';
import { receive, type Chat } from '../chat/receive.ts';
import { RateLimits } from '../chat/rate-limits.ts';
import { Rights } from '../chat/rights.ts';
import { Roles } from '../chat/roles.ts';
import { speechFor, type SpeechIn } from '../chat/speech.ts';
import type { Reply } from '../chat/turn.ts';
import { DigestNews } from '../digest/digest-news.ts';
import { statementNews } from '../digest/statement-news.ts';
import { Foresight } from '../foresight/foresight.ts';
import { handOutOf } from '../exports/hand-out.ts';
import { handOver } from '../exports/hand-over.ts';
import { LinkTokens } from '../exports/link-tokens.ts';
import { MonthlyMails } from '../exports/monthly-mails.ts';
import { Offers } from '../exports/offers.ts';
import { PersonalChats } from '../exports/personal-chats.ts';
import { DepartmentChoice } from '../departments/chosen-source.ts';
import { AgreementUse } from '../funds/agreement-use.ts';
import { Charges } from '../funds/charges.ts';
import { PaymentEvents } from '../funds/payment-events.ts';
import { AssignmentWorker } from '../licenses/assignment-worker.ts';
import { Assignments } from '../licenses/assignments.ts';
import { CallStopper } from '../licenses/call-stopper.ts';
import { countCallers } from '../licenses/count-callers.ts';
import { KeptDirectory } from '../licenses/kept-directory.ts';
import { KeptField } from '../licenses/kept-field.ts';
import { KeptLeftOut } from '../licenses/left-out.ts';
import { notedLicenses } from '../licenses/noted-licenses.ts';
import { PeopleSuggestions } from '../licenses/people-suggestions.ts';
import { Progress } from '../licenses/progress.ts';
import { StoppedCalls } from '../licenses/stopped-calls.ts';
import { KeptMinutes } from '../plans/kept-minutes.ts';
import { Drafts } from '../setup/drafts.ts';
import { redrawSetup } from '../setup/redraw.ts';
import { SpendBefore } from '../setup/spend-before.ts';
import { suggestTerms } from '../setup/terms-suggestions.ts';
import { channelLanguageIn } from '../settings/channel-language.setting.ts';
import { Budgets } from '../tenant/budgets.ts';
import { Choices } from '../tenant/choices.ts';
import { LogCursors } from '../tenant/log-cursors.ts';
import { Names } from '../tenant/names.ts';
import { PersonalChoices } from '../tenant/personal-choices.ts';
import { SettingsStore } from '../tenant/settings.ts';
import { Imports } from '../usage/import-progress.ts';
import { AcceptedClock } from '../wallets/accepted-clock.ts';
import { Audits } from '../wallets/audits.ts';
import { AwaitedCalls } from '../wallets/awaited-calls.ts';
import { KeptDigests } from '../wallets/kept-digests.ts';
import { KeptReading } from '../wallets/kept-reading.ts';
import { Snapshots } from '../wallets/snapshots.ts';
import { Erasure } from '../wallets/erasure.ts';
import { FixedDepartments } from '../wallets/fixed-departments.ts';
import { Ledger } from '../wallets/ledger.ts';
import { Reasons } from '../wallets/reasons.ts';
import { answeredOnce } from '../web/stored-answers.ts';
import {
  announcedIn,
  timed,
  watchedActions,
  watchedCommands,
  watchedMessenger,
  watchedPayments,
} from '../watching/watched.ts';
import { Background } from '../work/background.ts';
import { newWorkId, underWorkId } from '../work/current-work.ts';
import { RoundWatch } from '../work/round-watch.ts';
import { actions } from './actions.ts';
import { commands } from './commands.ts';
import { carryOutEffects } from './effects.ts';
import { jobs } from './jobs.ts';
import type { Drivers, Tenant } from './tenant.ts';
import { watchersOf } from './watchers.ts';

const card = z.custom<Reply['card']>(
  value => z.looseObject({ type: z.literal('AdaptiveCard') }).safeParse(value).success,
);
const reply = z.object({
  card,
  also: card.exactOptional(),
  keepsCard: z.string().exactOptional(),
  shared: card.exactOptional(),
});

const [countedCommands, countedActions] = [watchedCommands<Tenant>(commands), watchedActions<Tenant>(actions)];

/** Builds one organization's bot from its drivers. */
export function makeTenant(given: Drivers): Tenant {
  const { happened } = given;
  const messenger = watchedMessenger(given.messenger, happened);
  const drivers = { ...given, messenger, payments: watchedPayments(given.payments, happened) };
  const { tenant, log, documents, sandbox, witnesses, ...ports } = drivers;
  const kept = new KeptReading(documents, async () => (await drivers.journal.head()).seq > 0);
  const accepted = new AcceptedClock({ clock: drivers.clock, kept, witnesses });
  // What is shown is dated by the last accepted reading; what waits goes on.
  const { shown: clock } = accepted;
  const working = { ...drivers, clock: accepted };
  const background = new Background(log);
  const conversations = new Conversations(documents, log, drivers.clock);
  const drafts = new Drafts(documents);

  const ledger = new Ledger({
    ...working,
    snapshots: new Snapshots(documents, drivers.hash),
  });
  // The sandbox's clock offset is an entry of its journal: every replica follows it, whichever wrote it (L13).
  ledger.onCommit(({ wallet }) => sandbox?.setClockOffset(wallet.clockOffsetMs));
  ledger.onCommit(({ effects }) => happened({ kind: 'commit', announced: announcedIn(effects) }));

  const personalChoices = new PersonalChoices({ ...working, clock });
  const speech: Chat['speech'] = async (language, clientLocale, hours) => {
    // If the store cannot be read, the answer that says so still needs a time zone.
    const terms = await ledger.terms().catch(() => undefined);
    // Every card says whether the clock is believed now.
    await accepted.reading().catch(() => undefined);
    return speechFor({
      ...{ language, clientLocale, hours },
      timeZone: terms?.timeZone ?? 'UTC',
      isSandbox: sandbox !== undefined,
      doubt: accepted.doubt,
    });
  };
  const speechIn: SpeechIn = async ({ locale, person }) => {
    const { language, hours } = await personalChoices.of(person);
    return speech(language ?? languageOf(locale), undefined, hours ?? undefined);
  };
  const charges = new Charges({ ...working, ledger });
  const paymentEvents = new PaymentEvents({ ...working, ledger, charges });
  sandbox?.onPaymentNotice(async notice => {
    await underWorkId(newWorkId(), () => background.during(() => paymentEvents.take(notice)));
  });
  const roundWatch = new RoundWatch(documents, accepted);
  const followedMatters = new FollowedMatters({
    ...{ ...working, ledger },
    doubt: () => accepted.doubt,
    foreseen: () => foresight.read(),
    lateSince: () => roundWatch.lateSince(),
    escalatesAfterMs: () => escalation.afterMs(),
  });
  const choices = new Choices(documents);
  const departmentChoice = new DepartmentChoice(documents);
  const departmentField = new KeptField(documents, () => departmentChoice.field());
  const keptDirectory = new KeptDirectory({ ...working, departmentField, keptLeftOut: new KeptLeftOut(documents) });
  const keptMinutes = new KeptMinutes({ ...working, keptDirectory });
  const logCursors = new LogCursors(documents);
  const matterSurroundings = new MatterSurroundings({
    ...{ ...working, ledger, logCursors },
    seesCalls: async person => (await roles.sightOf(person)).kind === 'whole',
    callers: () => countCallers({ ...working, keptDirectory }),
    ownNews: async (matter, how) =>
      (await digestNews.of(matter, how)) ?? statementNews({ ...working, clock, ledger, choices }, matter, how),
  });
  const agreementUse = new AgreementUse(drivers.journal);
  const settings = new SettingsStore(documents);
  const budgets = new Budgets(documents, settings);
  const digestNews = new DigestNews({
    ...{ ...working, clock, ledger, logCursors, budgets, keptDirectory, departmentField, departmentChoice },
    keptDigests: new KeptDigests(documents),
  });
  const personalChats = new PersonalChats(documents, conversations);
  const elsewhere = {
    ...{ ...working, choices, matterSurroundings },
    speechElsewhere: async () => speech(channelLanguageIn(await choices.of('channel-language')) ?? 'en'),
  };
  const escalation = new Escalation({
    ...{ ...elsewhere, speechIn },
    chatWith: person => personalChats.of(person),
    chatGone: (person, chat, gone) => personalChats.gone(person, chat, gone),
  });
  const refusedAddresses = new RefusedAddresses(documents);
  const leaveTokens = new LeaveTokens(documents, tenant);
  const webhookSecrets = new WebhookSecrets(documents);
  const destinations = new AllDestinations([
    new SubscribedDestinations({ ...working, conversations, speechIn, matterSurroundings }),
    escalation,
    new MailDestinations({ ...elsewhere, refusedAddresses, leaveTokens }),
    new WebhookDestination({ ...elsewhere, webhookSecrets, externalUrl: drivers.publicUrl ?? '' }),
  ]);
  const deliveries = new Deliveries({
    ...{ ...working, followed: followedMatters, destinations, newcomers: new Newcomers(documents) },
    tell: async (destination, message) => {
      const delivery = await destinations.tell(destination, message);
      happened({ kind: 'delivery', result: delivery.kind });
      return delivery;
    },
  });
  carryOutEffects(ledger, { charges, deliveries, background });
  accepted.onDoubt(doubt => {
    log.error({ ...doubt }, 'the clock is not believed: nothing is recorded');
    background.start('tell that the clock is doubted', () => deliveries.run());
  });

  /** Tells when a turn fails. */
  const told = async (running: Promise<Reply>): Promise<Reply> => {
    await running.catch(() => happened({ kind: 'turn-failed' }));
    return running;
  };

  const worker = randomUUID();
  const stoppedCalls = new StoppedCalls({ ...working, worker });
  const monthlyMails = new MonthlyMails(documents);
  const foresight = new Foresight(
    working,
    watchersOf({
      ...working,
      ledger,
      choices,
      agreementUse,
      budgets,
      keptDirectory,
      keptMinutes,
      departmentField,
      departmentChoice,
      stoppedCalls,
      credentialsExpire: drivers.credentialsExpire,
      monthlyMails,
    }),
  );

  const rights = new Rights(documents);
  const roles = new Roles(drivers.directory, rights, accepted);
  const seenRights = new SeenRights(conversations, clock);
  roles.onPermitted(person => {
    if (seenRights.isDue(person)) background.start('note a right that was seen', () => seenRights.note(person));
  });

  const names = new Names({ ...working, clock });
  const reasons = new Reasons(documents);
  const approvalCards = new ApprovalCards(documents);
  const approvalTelling = new ApprovalTelling({
    ...{ ...working, clock, ledger, names, reasons, roles, approvalCards, personalChats, speechIn },
  });

  const peopleSuggestions = new PeopleSuggestions({ ...working, keptDirectory, roles, background });
  const assignments = new Assignments({ ...working, worker });
  const licenses = notedLicenses(drivers.licenses, keptDirectory);
  const made: Tenant = {
    ...{ ...ports, tenant, clock, log, sandbox, background, conversations, drafts, ledger, speech, speechIn },
    ...{
      charges,
      deliveries,
      destinations,
      foresight,
      followedMatters,
      matterSurroundings,
      digestNews,
      refusedAddresses,
      webhookSecrets,
      roundWatch,
      jobs,
      assignments,
      keptDirectory,
      keptMinutes,
      departmentField,
      departmentChoice,
      commands,
    },
    fixedDepartments: new FixedDepartments(documents),
    ...{ names, reasons, personalChats, approvalCards, approvalTelling },
    startedAt: clock.now(),
    acceptedClock: accepted,
    isBeta: drivers.blockedUsers !== undefined,
    assignmentWorker: new AssignmentWorker({
      ...{ ...working, assignments, licenses },
      directory: {
        people: ids => keptDirectory.afresh(ids.map(id => ({ id }))),
        skus: () => drivers.directory.skus(),
      },
    }),
    stoppedCalls,
    callStopper: new CallStopper({
      ...{ ...working, licenses, stoppedCalls, keptDirectory, followedMatters },
      show: () => background.start('show what became of paid calls', () => deliveries.run()),
    }),
    ...{ personalChoices, rights, choices, agreementUse },
    languageUnsaid: async () => channelLanguageIn(await choices.of('channel-language')),
    ownChoice: personId => personalChoices.of(personId),
    settings,
    budgets,
    logCursors,
    erasure: new Erasure(drivers, ledger),
    roles,
    rateLimits: drivers.isLimited ? new RateLimits(accepted) : undefined,
    audits: new Audits({ ...working, clock, ledger }),
    imports: new Imports(documents, accepted),
    awaitedCalls: new AwaitedCalls({ ...working, clock }),
    offers: new Offers(documents),
    monthlyMails,
    linkTokens: new LinkTokens(documents, tenant),
    spendBefore: new SpendBefore({ ...working, drafts, background }),
    progress: new Progress({
      ...{ ...working, assignments, background, speechIn },
      redrawSetup: (said, step, run) => redrawSetup(made, said, step, run),
    }),
    // A turn that cannot tell is of whoever sent it: the store that failed fails the rest of it too.
    actingAs: async personId => sandbox?.actingAs(personId).catch(() => undefined),
    ...conversationEvents({ ...working, conversations, deliveries, background, documents, personalChats }),
    standing: async said => {
      const read = await ledger.read().catch(() => undefined);
      const terms = read?.ok === true ? read.value.wallet.terms : undefined;
      return terms === undefined ? '' : said.say('welcome.isSetUp');
    },
    runText: (turn, text) => told(runText(dispatching, turn, text)),
    isAnsweredBeside: (verb, isShared) => {
      const beside = verb === 'page' ? 'where-shared' : actions.find(one => one.verb === verb)?.isAnsweredBeside;
      return verb === 'run' || beside === true || (isShared && beside === 'where-shared');
    },
    suggestions: async (turn, asked) => suggestTerms(turn.speech, asked) ?? peopleSuggestions.suggest(turn, asked),
    runVerb: (turn, verb, data) => told(runVerb(dispatching, turn, verb, data)),
    fileAnswered: (turn, answer) => handOver(made, turn, answer),
    handOut: { page: token => handOut.page(token), take: token => handOut.take(token) },
    leaveMails: leaveMailsOf({ ...elsewhere, refusedAddresses, leaveTokens }),
    receive: (incoming, exchange) =>
      timed(
        drivers.clock,
        () => receive(made, incoming, exchange),
        ms => happened({ kind: 'turn', of: incoming.kind, ms }),
      ),
    idle: async () => {
      await background.idle();
      await charges.idle();
    },
  };
  const handOut = handOutOf(made);
  const dispatching: Dispatching<Tenant> = {
    ...{ commands: countedCommands, actions: countedActions, needs: made, roles: made.roles },
    contextOf: async ({ speech: spoken, locale, localTimeZone }) => {
      const terms = await ledger.terms().catch(() => undefined);
      const isCalled = keptDirectory.known()?.isCalled;
      return {
        ...{ speech: spoken, locale, localTimeZone, now: clock.now(), currency: terms?.currency ?? 'USD' },
        ...(isCalled && { isCalled }),
      };
    },
    once: ({ key }, work) => answeredOnce({ ...working, background }, key, reply, work),
  };
  return made;
}
