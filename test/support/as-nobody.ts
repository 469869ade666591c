import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { lockFolder } from '../../bot/drivers/system/lock.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { walletsOf } from './wallets.ts';

// node as-nobody.ts FOLDER: reads and writes as a user who may not write to the folder. Prints the outcomes as a JSON object.

const [folder = ''] = process.argv.slice(2);
if (process.getuid?.() === 0) {
  process.setgid?.(65534);
  process.setuid?.(65534);
}
const messageOf = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    return JSON.stringify(await work());
  } catch (error) {
    return (error as Error).message;
  }
};

const lock = lockFolder(folder);
const stores = openEmbedded(folder, systemClock);
const ledger = walletsOf(stores.of('contoso'));
const read = await ledger.read();
console.log(
  JSON.stringify({
    invoices: read.ok ? read.value.wallet.invoices : -1,
    rows: (await stores.of('contoso').rows.totals()).rowsKnown,
    buy: await messageOf(() => ledger.execute({ kind: 'buy', id: 'no', amount: 1, boughtAt: 0, reference: '' }, null)),
    document: await messageOf(() => stores.of('contoso').documents.change('settings', () => ({}))),
  }),
);
await stores.close();
lock.release();
