#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { isPostgresUrl, readConfig, walletModeOf, type Config, type TenantConfig } from './config.ts';
import { Conversations } from './alerts/conversations.ts';
import { openNamed, openStores } from './drivers/stores/stores.ts';
import { systemClock } from './drivers/system/clock.ts';
import { sha256 } from './drivers/system/sha256.ts';
import { verbs } from './cli/verbs.ts';
import { Refused, textOption, WrongUsage } from './cli/terminal.ts';
import { readArguments, seeHelp } from './cli/usage.ts';
import { DriverError } from './ports/index.ts';
import { Snapshots } from './wallets/snapshots.ts';
import { Ledger } from './wallets/ledger.ts';

// The operators' command line. Results go to standard output, all else to standard error; exit 0 when it did what it says, 1 when it
// refused, 2 on wrong usage (B14). It works beside a running bot: the journal's revision decides who was first.

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    await run(args);
    return 0;
  } catch (error) {
    if (error instanceof WrongUsage) {
      console.error(`${error.message}\n${seeHelp(verbs, args)}`);
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
  const asked = readArguments(verbs, args);
  if (asked.kind !== 'run') {
    console.log(asked.kind === 'help' ? asked.text : version());
    return;
  }
  const { verb, words, options } = asked;
  const config = readConfig(process.env, path => readFileSync(path, 'utf8'));
  if (!config.ok) throw new Refused(config.refusal.problems.join('\n'));
  const askedTenant = textOption(options, 'tenant')?.toLowerCase();
  const own = chosen(config.value, askedTenant);
  const tenant = askedTenant ?? own.tenant;
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
      mode: walletModeOf(own),
      journal,
      rows,
      documents,
      stores,
      openStore: (name: string, kind: 'new' | 'existing') =>
        openNamed(name, kind, { clock: systemClock, as: 'operator', isPostgres: isPostgresUrl }),
      ledger,
      now: clock.now(),
      hash: sha256,
      options,
      write: (text: string) => console.log(text),
      note: (text: string) => console.error(text),
    } as const;
    await verb.run(session, words);
  } finally {
    await stores.close();
  }
}

/** The organization that is meant: of one configured alone, it, or any other in its store; of several, the one that `--tenant` names. */
function chosen({ tenants, broken }: Config, asked: string | undefined): TenantConfig {
  const [first] = tenants;
  if (tenants.length + broken.length === 1) return first;
  const all = [...tenants.map(({ tenant }) => tenant), ...broken.map(({ name }) => name)].join(', ');
  if (asked === undefined) throw new WrongUsage(`--tenant is needed: ${all}`);
  const wrong = broken.find(({ name }) => name === asked);
  const own = tenants.find(({ tenant }) => tenant === asked);
  if (own !== undefined) return own;
  if (wrong !== undefined) throw new Refused(wrong.problems.map(problem => `${asked}: ${problem}`).join('\n'));
  throw new WrongUsage(`--tenant ${asked}: none of ${all}`);
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
