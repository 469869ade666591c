import { SandboxGateway } from '../../bot/drivers/sandbox/gateway.ts';
import { at } from './builders.ts';
import { MemoryDocuments } from './memory/documents.ts';
import { ScriptedGateway } from './scripted-gateway.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A gateway that can be told to fail, and its clock. */
export interface OpenedGateway {
  readonly gateway: SandboxGateway | ScriptedGateway;
  readonly clock: VirtualClock;
}

const now = at('2026-11-22T12:00:00Z');

/** Every gateway that can be told to fail. */
export const gatewayDrivers: readonly { readonly name: string; readonly open: () => OpenedGateway }[] = [
  {
    name: 'the sandbox',
    open: () => {
      const clock = new VirtualClock(now);
      return { gateway: new SandboxGateway(new MemoryDocuments(), clock), clock };
    },
  },
  {
    name: 'a script',
    open: () => {
      const clock = new VirtualClock(now);
      return { gateway: new ScriptedGateway(clock), clock };
    },
  },
];
