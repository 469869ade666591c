import type { Clock, Documents, Journal, SandboxControls } from '../../ports/index.ts';
import { SandboxActors } from './actors.ts';
import { SandboxClock } from './clock.ts';
import { sandboxPerson } from './contoso.ts';
import { SandboxGateway } from './gateway.ts';
import { noFaults } from './graph/limits.ts';
import { SandboxGraphServer } from './graph/server.ts';
import { SandboxTenant } from './tenant.ts';

export interface Sandbox {
  readonly clock: Clock;
  readonly gateway: SandboxGateway;
  readonly controls: SandboxControls;
  readonly graphEndpoint: string;
  readonly tenant: SandboxTenant;
  readonly stop: () => Promise<void>;
}

/** Opens the sandbox: a tenant and a gateway with their stored state, a clock, and a Graph server. */
export async function openSandbox(settings: {
  /** Another sandbox's Graph server, to use instead of a new one. */
  readonly graphEndpoint: string | undefined;
  readonly journal: Pick<Journal, 'entriesAfter'>;
  readonly documents: Documents;
  readonly clock: Clock;
}): Promise<Sandbox> {
  const { journal, documents } = settings;
  const clock = new SandboxClock(settings.clock);
  const tenant = new SandboxTenant(documents, clock);
  await tenant.open();
  const gateway = new SandboxGateway(documents, clock);
  const actors = new SandboxActors(documents);
  const server = new SandboxGraphServer({
    tenant,
    // Microsoft bills a tenant in its own currency: the wallet's, from its first entry on.
    currency: async () => {
      const [first] = await journal.entriesAfter(0, 1);
      return first?.kind === 'wallet-opened' ? first.facts.currency : 'USD';
    },
    clock: settings.clock,
    faults: () => ({ ...noFaults, silentEvery: 4, throttled: tenant.throttled }),
  });
  return {
    ...{ clock, gateway, tenant },
    controls: {
      makeCalls: calls => tenant.makeCalls(calls),
      stealAccount: async calls => sandboxPerson(await tenant.stealAccount(calls)),
      become: change => tenant.become(change),
      people: async () => {
        await tenant.refresh();
        return tenant.users().map(sandboxPerson);
      },
      actingAs: async personId => {
        const other = await actors.of(personId);
        if (other === undefined) return undefined;
        await tenant.refresh();
        const user = tenant.user(other);
        return user && sandboxPerson(user);
      },
      actAs: (personId, other) => actors.set(personId, other),
      misbehave: manner => gateway.misbehave(manner),
      setCardExpiry: expires => gateway.setCardExpiry(expires),
      decideLastCharge: outcome => gateway.decideLast(outcome),
      tellOfStranger: () => gateway.tellOfStranger(),
      onPaymentNotice: listen => gateway.onNotice(listen),
      setClockOffset: offsetMs => clock.setOffset(offsetMs),
      reset: async () => {
        await tenant.reset();
        await gateway.reset();
        await actors.reset();
      },
    },
    graphEndpoint: settings.graphEndpoint ?? (await server.start()),
    stop: () => server.stop(),
  };
}
