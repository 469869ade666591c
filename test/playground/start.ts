import { startBot, startPlayground, type Program } from './programs.ts';

// npm run playground: the bot in its sandbox, and a Teams-like client in the browser. Ctrl+C ends both.

const programs: Program[] = [];
let isEnding = false;
const end = async (code = 0): Promise<void> => {
  if (isEnding) return;
  isEnding = true;
  await Promise.all(programs.map(program => program.stop()));
  process.exit(code);
};
process.on('SIGINT', () => void end());
process.on('SIGTERM', () => void end());

try {
  console.log('Starting the bot and a Teams-like client: some 15 seconds…');
  const bot = await startBot({ port: Number(process.env['PORT'] ?? 3978) });
  programs.push(bot);
  const playground = await startPlayground({ bot: bot.address, port: 56150 });
  programs.push(playground);
  for (const program of programs) program.process.once('exit', () => void end());
  console.log(`The bot listens on ${bot.address}.`);
  console.log(`Open ${playground.address} in a browser, and type: setup`);
} catch (error) {
  // What the program itself said of why it ended; where it stopped in our code helps nobody.
  console.error((error as Error).message);
  await end(1);
}
