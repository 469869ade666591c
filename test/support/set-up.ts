import { Office } from './office.ts';
import { inMemory, type MemoryStores } from './stores.ts';

const finished = new Map<string, Promise<MemoryStores>>();

/**
 * Stores as set-up leaves them, for what begins after it: the walk is made once in a process, and copied. What was said in it, to its people
 * and its gateway, is in no office that opens on them.
 */
export async function setUp(order: Readonly<Record<string, string>> = {}): Promise<MemoryStores> {
  const key = JSON.stringify(order);
  const made = finished.get(key) ?? walked(order);
  finished.set(key, made);
  return inMemory(await made);
}

async function walked(order: Readonly<Record<string, string>>): Promise<MemoryStores> {
  const stores = inMemory();
  const office = await new Office(stores).open();
  await office.setsUp(order);
  await office.close();
  return stores;
}
