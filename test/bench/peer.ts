import { CardFactory, CloudAdapter, ConfigurationBotFrameworkAuthentication, type TurnContext } from 'botbuilder';
import restify from 'restify';
import { balanceCard, type BalanceView } from '../../cards/balance.ts';
import { button } from '../../cards/verbs.ts';

// The peers of the bench, on the same restify and botbuilder: `echo` repeats the message, `card` fills the balance card with the
// values that the bot shows, fixed.

const view: BalanceView = {
  sandbox: 'Sandbox: no real money, no real calls',
  title: 'Balance',
  amount: '$100.00',
  color: 'Default',
  asOf: 'As of Nov 22, 2026, 12:00 UTC. Microsoft reports calls 24 to 48 hours late.',
  problem: '',
  facts: [
    { title: 'Lasts until', value: 'about Jan 25, 2027 (64 days), without a recharge' },
    { title: 'Expires next', value: '$100.00 on Nov 22, 2027' },
    { title: 'Auto-recharge', value: 'On: below $20.00, adds $50.00 or a multiple' },
  ],
  // As the bot's own on its first day, on which there is nothing to draw.
  chart: { title: '', days: '', unit: '', least: 0, most: 0, text: '', lines: [] },
  buttons: ['add funds', 'forecast', 'purchases', 'usage', 'history'].map(text => button(text, 'run', { text })),
};

const kind = process.argv[2];
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const answer = async (context: TurnContext): Promise<void> => {
  await context.sendActivity(
    kind === 'card'
      ? { type: 'message', attachments: [CardFactory.adaptiveCard(balanceCard(view))] }
      : context.activity.text,
  );
};

const server = restify.createServer();
server.use(restify.plugins.bodyParser());
server.post('/api/messages', async (request: restify.Request, response: restify.Response) => {
  await adapter.process(request as unknown as Parameters<CloudAdapter['process']>[0], response, answer);
});
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
