import { sandboxTenant } from '../../bot/configuration/tenant-config.ts';
import type { Program } from '../playground/programs.ts';

/** A message of the sandbox's Global Administrator, answered in its response. */
export const activity = (text: string, id: string): Record<string, unknown> => ({
  type: 'message',
  id,
  channelId: 'msteams',
  serviceUrl: 'http://127.0.0.1:9/',
  deliveryMode: 'expectReplies',
  from: { id: '29:alex', name: 'Alex Wilber', aadObjectId: '00000000-0000-0000-0000-0000000000020' },
  recipient: { id: '28:bot' },
  conversation: { id: 'bench', conversationType: 'personal', tenantId: sandboxTenant },
  channelData: { tenant: { id: sandboxTenant } },
  locale: 'en-US',
  text,
});

export async function post(program: Pick<Program, 'address'>, body: Record<string, unknown>): Promise<unknown> {
  const response = await fetch(`${program.address}/api/messages`, {
    method: 'POST',
    // A kept connection may be closed by the program just when a busy machine comes to use it again.
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
  return response.json();
}
