import { toIso, type Instant } from '../../core/index.ts';
import { DriverError } from '../ports/index.ts';
import { Erasure } from '../wallets/erasure.ts';
import type { Request } from '../wallets/ledger.ts';
import { isConfirmed, type Plan } from './confirm.ts';
import { readInstant, recording } from './options.ts';
import { counted } from './speech.ts';
import { print, type Session } from './terminal.ts';
import { verb } from './verb.ts';
import { refusedFor } from './wallet.ts';

/** Blanks the people and numbers of old calls, for good; what the calls cost, and the journal, stay (L2, L10). */
export const erase = verb({
  name: 'erase',
  about: 'blank the people and numbers of calls that began before; what they cost stays',
  example: 'erase --before 2025-01-01',
  options: {
    before: { value: 'INSTANT', about: 'such as 2025-01-01', isNeeded: true },
    ...recording,
  },
  run: async (session, values) => {
    const before = readInstant('before', values.before);
    const request: Request = { kind: 'erase-rows', id: `erase:${toIso(before)}`, before };
    if (!(await isConfirmed(session, values, () => planOf(session, request, before)))) return;
    const answer = await session.ledger.execute(request, null);
    if (!answer.ok) throw refusedFor(answer.refusal);
    const { journal, rows: calls, documents, stores, tenant, ledger } = session;
    const erasure = new Erasure({ journal, rows: calls, documents, matters: stores.of(tenant).matters }, ledger);
    const rows = await erasure.finish(work => aloneOrLater(session, work));
    print(
      session,
      { rows, before: toIso(before) },
      `${counted(rows, 'call row')} erased that began before ${toIso(before)}`,
    );
  },
});

async function planOf({ ledger, rows }: Session, request: Request, before: Instant): Promise<Plan> {
  const previewed = await ledger.preview([request]);
  if (!previewed.ok) throw refusedFor(previewed.refusal);
  const count = await rows.erasable(before);
  return {
    changes: count > 0 || previewed.value.entries.length > 0,
    json: { rows: count, before: toIso(before) },
    text: `blanks the people, numbers and destinations of ${counted(count, 'call row')} that began before ${toIso(before)}; nothing brings them back`,
  };
}

/** Rewriting the file would make the writes of a bot beside it fail: then the bot does it, within the hour. */
async function aloneOrLater({ stores, note }: Session, work: () => Promise<void>): Promise<'done' | 'others-write'> {
  try {
    const release = await stores.archive.alone();
    await work().finally(release);
    return 'done';
  } catch (error) {
    if (!(error instanceof DriverError) || !inUse.has(error.code)) throw error;
    note('a bot is running: it rewrites its store within the hour, so that no free space holds what was erased');
    return 'others-write';
  }
}

const inUse: ReadonlySet<string> = new Set(['folder-in-use', 'store-in-use']);
