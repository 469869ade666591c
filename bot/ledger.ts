import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isPostgresUrl, isSandbox, readConfig, type TenantConfig } from './config.ts';
import { Conversations } from './alerts/conversations.ts';
import { openNamed, openStores } from './drivers/stores/stores.ts';
import { systemClock } from './drivers/system/clock.ts';
import { sha256 } from './drivers/system/sha256.ts';
import { verbs } from './cli/verbs.ts';
import { optionTypes, Refused, WrongUsage } from './cli/terminal.ts';
import { DriverError } from './ports/index.ts';
import { Snapshots } from './wallets/snapshots.ts';
import { Ledger } from './wallets/ledger.ts';

// The operators' command line. Results go to standard output, all else to standard error; exit 0 when it did what it says, 1 when it
// refused, 2 on wrong usage (B14). It works beside a running bot: the journal's revision decides who was first.

const help = `usage: npm run -s ledger -- <verb> [options]

${verbs.map(({ usage, about }) => `  ${usage}\n      ${about}`).join('\n')}

options: --tenant T   the wallet's tenant (the only configured one when left out)
         --currency C the currency of a wallet that does not exist yet
         --minimum M  its smallest order, where the currency is not USD
         --json       one JSON object on standard output`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    await run(args);
    return 0;
  } catch (error) {
    if (error instanceof WrongUsage) {
      console.error(`${error.message}\n\n${help}`);
      return 2;
    }
    if (error instanceof Refused || error instanceof DriverError) {
      console.error(error.message);
      return 1;
    }
    throw error;
  }
}

async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parsedArguments(args);
  const [name = '', ...words] = positionals;
  const verb = verbs.find(one => one.name === name);
  if (verb === undefined) throw new WrongUsage(name === '' ? 'which verb?' : `unknown verb: ${name}`);
  if (verb.takes === undefined && words.length > 0) throw new WrongUsage(`unexpected: ${words.join(' ')}`);
  const known = new Set<string>(['tenant', 'json', ...(verb.options ?? [])]);
  const unknown = Object.keys(values).find(option => !known.has(option));
  if (unknown !== undefined) throw new WrongUsage(`${name} knows no --${unknown}`);
  const config = readConfig(process.env, path => readFileSync(path, 'utf8'));
  if (!config.ok) throw new Refused(config.refusal.problems.join('\n'));
  const own = chosen(config.value.tenants, values.tenant?.toLowerCase());
  const tenant = values.tenant?.toLowerCase() ?? own.tenant;
  const stores = await openStores(config.value, {
    clock: systemClock,
    as: 'operator',
    isMending: verb.mends === true,
  });
  const { journal, rows, documents } = stores.of(tenant);
  const conversations = new Conversations(documents);
  try {
    // The sandbox's time runs ahead by an entry of its journal, which every part obeys (L13).
    let offsetMs = 0;
    const clock = { ...systemClock, now: () => systemClock.now() + offsetMs };
    const ledger = new Ledger({
      journal,
      rows,
      clock,
      hash: sha256,
      snapshots: new Snapshots(documents, sha256),
      // The bot empties the outbox, so it delivers the alerts that an import raises.
      subscribers: () => conversations.subscribed(),
    });
    // Effects are not carried out: the bot that runs on this folder, or the next one to start, settles what was requested here.
    ledger.onCommit(({ wallet }) => (offsetMs = wallet.clockOffsetMs));
    // Read before `now` is taken, since the wallet has the offset. A damaged journal is reported by the verb.
    await ledger.read();
    const session = {
      tenant,
      mode: isSandbox(own) ? 'operate' : 'mirror',
      journal,
      rows,
      documents,
      stores,
      openStore: (name: string, kind: 'new' | 'existing') =>
        openNamed(name, kind, { clock: systemClock, as: 'operator', isPostgres: isPostgresUrl }),
      ledger,
      now: clock.now(),
      hash: sha256,
      options: values,
      write: (text: string) => console.log(text),
      note: (text: string) => console.error(text),
    } as const;
    await verb.run(session, words);
  } finally {
    await stores.close();
  }
}

/** The organization that is meant: of one configured alone, it; of several, `--tenant` says. */
function chosen(tenants: readonly [TenantConfig, ...TenantConfig[]], asked: string | undefined): TenantConfig {
  const [first, ...others] = tenants;
  if (asked === undefined && others.length > 0)
    throw new WrongUsage(`--tenant is needed: ${tenants.map(({ tenant }) => tenant).join(', ')}`);
  return tenants.find(({ tenant }) => tenant === asked) ?? first;
}

function parsedArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: optionTypes, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}
