import { Graph } from '../../bot/drivers/graph/client.ts';
import { noFaults, type Faults } from '../../bot/drivers/sandbox/graph/limits.ts';
import { SandboxGraphServer } from '../../bot/drivers/sandbox/graph/server.ts';
import { seeded } from '../../bot/drivers/sandbox/random.ts';
import { SandboxTenant } from '../../bot/drivers/sandbox/tenant.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { Clock } from '../../bot/ports/index.ts';
import { at } from './builders.ts';
import { MemoryDocuments } from './memory/documents.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A tenant of that many people behind a Graph server on loopback with the given faults, and a client of it. */
export async function aTenant({
  people = 25,
  faults = {},
  clock = new VirtualClock(at('2026-11-22T12:00:00Z')),
  waits = clock,
}: {
  readonly people?: number;
  readonly faults?: Partial<Faults>;
  readonly clock?: Clock;
  /** The client's clock, where it is not the server's. */
  readonly waits?: Clock;
} = {}) {
  const behaved = { ...noFaults, ...faults };
  const documents = new MemoryDocuments();
  const tenant = new SandboxTenant(documents, clock);
  await tenant.open();
  if (people > 25) await tenant.become({ people });
  const server = new SandboxGraphServer({
    tenant,
    currency: () => Promise.resolve('USD'),
    clock,
    faults: () => behaved,
    seed: 7,
  });
  const endpoint = await server.start();
  const graph = new Graph({ endpoint, credentials: { kind: 'sandbox' }, clock: waits, random: seeded(3) });
  return { tenant, server, graph, endpoint, documents, faults: behaved, stop: () => server.stop() };
}

/** The same, with a client that waits by the machine's clock. */
export const aPromptTenant = (): ReturnType<typeof aTenant> => aTenant({ waits: systemClock });
