import { clockOffsetOf } from '../../../core/index.ts';
import type { Clock, Documents, Journal, SandboxControls } from '../../ports.ts';
import { SandboxClock } from './clock.ts';
import { SandboxGateway } from './gateway.ts';
import { SandboxGraphServer } from './graph-server.ts';
import { SandboxTenant } from './tenant.ts';

export interface Sandbox {
  readonly clock: Clock;
  readonly gateway: SandboxGateway;
  readonly controls: SandboxControls;
  readonly graphEndpoint: string;
  readonly stop: () => Promise<void>;
}

/** A tenant, a gateway and a clock of the sandbox's own, as the store and the documents have left them. */
export async function openSandbox(settings: {
  readonly tenant: string;
  /** Another sandbox's Graph server to use instead of one of its own. */
  readonly graphEndpoint: string | undefined;
  readonly store: Journal;
  readonly documents: Documents;
  readonly clock: Clock;
}): Promise<Sandbox> {
  const { store, documents } = settings;
  const clock = new SandboxClock(settings.clock);
  // A journal too damaged to read has no offset to tell; the program says so by itself.
  clock.setOffset(await store.entriesAfter(settings.tenant, 0).then(clockOffsetOf, () => 0));
  const tenant = new SandboxTenant(documents, clock);
  await tenant.open();
  const gateway = new SandboxGateway(documents);
  // Microsoft bills a tenant in its own currency: the wallet's, from its first entry on.
  let currency: string | undefined;
  const server = new SandboxGraphServer(tenant, async () => {
    if (currency !== undefined) return currency;
    const [first] = await store.entriesAfter(settings.tenant, 0);
    if (first?.kind === 'wallet-opened') currency = first.facts.currency;
    return currency ?? 'USD';
  });
  return {
    clock,
    gateway,
    controls: {
      makeCalls: calls => tenant.makeCalls(calls),
      setClockOffset: offsetMs => clock.setOffset(offsetMs),
      reset: async () => {
        clock.setOffset(0);
        currency = undefined;
        await tenant.reset();
        await gateway.reset();
      },
    },
    graphEndpoint: settings.graphEndpoint ?? (await server.start()),
    stop: () => server.stop(),
  };
}
