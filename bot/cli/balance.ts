import {
  balanceOf,
  capacity,
  dayOf,
  decimal,
  isExpired,
  lastCheckOf,
  poolNowAt,
  PoolReading,
  presentWindow,
  rest,
  toIso,
  type Instant,
  type Pool,
  type Wallet,
} from '../../core/index.ts';
import { isPartAsked, journalAsked } from './journal-asked.ts';
import { readInstant, reading, shared } from './options.ts';
import { terminalSpeech } from './speech.ts';
import { table } from './table.ts';
import { print, type Session } from './terminal.ts';
import { verb, type Values } from './verb.ts';
import { readWallet } from './wallet.ts';

export const balance = verb({
  name: 'balance',
  about: 'balance, what is owed, and the lots in draw order; verify checks what it comes from',
  example: 'balance --at 2026-10-31',
  options: {
    at: shared.at,
    'known-at': { value: 'INSTANT', about: 'by what was known then; by all when left out' },
    ...reading,
  },
  run: async (session, { at: typedAt, 'known-at': typedKnownAt, ...asked }) => {
    const typed = typedAt === undefined ? undefined : readInstant('at', typedAt);
    const knownAt = typedKnownAt === undefined ? undefined : readInstant('known-at', typedKnownAt);
    const { pool, wallet, at } =
      knownAt === undefined && !isPartAsked(asked)
        ? await byAllNow(session, typed)
        : await byEntries(session, asked, { typed, knownAt });
    const { currency, timeZone } = wallet.terms ?? { currency: 'USD', timeZone: 'UTC' };
    const live = pool.lots.filter(lot => rest(lot) > 0 && !isExpired(lot, at));
    const lots = live.map(lot => ({
      boughtAt: toIso(lot.boughtAt),
      expiresAt: toIso(lot.expiresAt),
      amount: decimal(capacity(lot), currency),
      rest: decimal(rest(lot), currency),
    }));
    const total = balanceOf(pool, at);
    // Elsewhere there is nothing to check it with.
    const isMirrored = wallet.terms?.mode === 'mirror';
    const last = lastCheckOf(pool);
    const checkedAt = last === null ? null : toIso(last);
    const found = {
      ...{ currency, balance: decimal(total, currency), owed: decimal(pool.owed, currency), lots },
      ...(isMirrored && { checkedAt }),
    };
    const rows = live.map((lot, index) => [
      lot.id,
      dayOf(lot.boughtAt, timeZone),
      dayOf(lot.expiresAt, timeZone),
      lots[index]?.amount ?? '',
      lots[index]?.rest ?? '',
    ]);
    const headline = `balance ${found.balance} ${currency}, owed ${found.owed}, at ${terminalSpeech({ timeZone }).dateTime(at)}`;
    print(
      session,
      found,
      [
        total < 0 ? session.paint('red', headline) : headline,
        ...(isMirrored ? [`checked with the admin center: ${checkedAt ?? 'never'}`] : []),
        ...(rows.length === 0
          ? []
          : table(session, { lot: 'right', bought: 'left', expires: 'left', amount: 'right', left: 'right' }, rows)),
      ].join('\n'),
    );
  },
});

interface Found {
  readonly pool: Pool;
  readonly wallet: Wallet;
  readonly at: Instant;
}

/** By all that is known, from the wallet as it opens, however long its journal is: that its last entry is the journal's is checked, and no other. */
async function byAllNow(session: Session, typed: Instant | undefined): Promise<Found> {
  const wallet = await readWallet(session);
  const at = typed ?? session.now;
  const begun = await session.rows.demandIn(presentWindow(wallet.pool, at));
  return { wallet, at, pool: poolNowAt(wallet.pool, at, begun) };
}

/** By what was known then, or of a part: every entry is checked, and read once more. */
async function byEntries(
  session: Session,
  asked: Values<typeof reading>,
  { typed, knownAt }: { readonly typed: Instant | undefined; readonly knownAt: Instant | undefined },
): Promise<Found> {
  const { wallet, now, readInto } = await journalAsked(session, asked);
  const at = typed ?? now;
  const pool = new PoolReading({ at, knownAt });
  await readInto(pool);
  return { wallet, at, pool: pool.pool() };
}
