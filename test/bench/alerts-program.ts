import path from 'node:path';
import { Conversations } from '../../bot/alerts/conversations.ts';
import { Deliveries } from '../../bot/alerts/deliveries.ts';
import { AllDestinations } from '../../bot/alerts/destinations.ts';
import { Newcomers } from '../../bot/alerts/newcomers.ts';
import { SubscribedDestinations } from '../../bot/alerts/subscribed-destinations.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import { LowdbDocuments } from '../../bot/drivers/lowdb/documents.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { BotbuilderAdapter } from '../../bot/drivers/teams-botbuilder/adapter.ts';
import { TeamsMessenger } from '../../bot/drivers/teams/messenger.ts';
import type { Messenger } from '../../bot/ports/index.ts';
import { lookAt } from '../support/delivery-world.ts';

// What the bench of alerts starts: node alerts-program.ts FOLDER [at-once]. A balance is at zero, and every conversation of the folder is told.
// Its processor time goes to the process that started it. With `at-once` no request is made, and no limit holds: what is left is our own work.

const [folder = '', way = ''] = process.argv.slice(2);
const clock = systemClock;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const store = new SqliteStore(path.join(folder, 'ledger.sqlite'));
const { matters } = store.of('contoso');
const documents = new LowdbDocuments(folder).of('contoso');
const conversations = new Conversations(documents);
const teams = new TeamsMessenger(new BotbuilderAdapter(undefined, { clock }), clock);
let told = 0;
const atOnce: Pick<Messenger, 'send' | 'update' | 'isPersonal' | 'hasGuests' | 'offerFile' | 'showFile'> = {
  isPersonal: () => false,
  hasGuests: () => Promise.resolve(false),
  send: () => Promise.resolve({ kind: 'delivered', activityId: String((told += 1)) }),
  update: (_conversation, activityId) => Promise.resolve({ kind: 'delivered', activityId }),
  offerFile: () => Promise.resolve({ kind: 'delivered', activityId: '' }),
  showFile: () => Promise.resolve({ kind: 'delivered', activityId: '' }),
};
const messenger = way === 'at-once' ? atOnce : teams;
const speech = speechFor({ language: 'en', timeZone: 'UTC', isSandbox: true });
const destinations = new AllDestinations([
  new SubscribedDestinations({
    ...{ conversations, messenger, speechIn: () => Promise.resolve(speech) },
    matterSurroundings: { of: (_matter, how) => Promise.resolve(how) },
  }),
]);
const deliveries = new Deliveries({
  ...{ matters, clock, log: silent, stopping: new AbortController().signal },
  followed: { look: () => lookAt(['zero'], clock.now(), matters) },
  ...{ destinations, newcomers: new Newcomers(documents) },
  tell: (destination, message) => destinations.tell(destination, message),
});

const before = process.cpuUsage();
const running = deliveries.run();
// Silent conversations are waited for by nobody.
const alive = setInterval(() => undefined, 1000);
await running;
clearInterval(alive);
const { user, system } = process.cpuUsage(before);
process.send?.({ told, cpuMs: (user + system) / 1000 });
store.close();
