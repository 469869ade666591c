import { toIso, type ClockDoubt, type Instant } from '../../core/index.ts';
import { KeptReading } from '../wallets/kept-reading.ts';
import { explainDoubt } from './explain-refusal.ts';
import { print, Refused, type Session } from './terminal.ts';
import { verb } from './verb.ts';

export const clock = verb({
  name: 'clock',
  about: 'what the clock says, what was last accepted, and what witnesses say; or accept the present reading',
  example: 'clock --confirm',
  options: { confirm: { about: 'accept the present reading, where no witness says otherwise' } },
  run: async (session, { confirm: isConfirmed }) => {
    if (isConfirmed) await confirm(session);
    await show(session);
  },
});

/** As every verb says it: on standard error, before its answer. */
export const sayDoubt = (doubt: ClockDoubt): string =>
  `${explainDoubt(doubt)}: everything is as of the last accepted reading, and nothing is written; see credits clock`;

async function confirm({ clock: accepted, note }: Session): Promise<void> {
  const confirmed = await accepted.confirm();
  if (!confirmed.ok) throw new Refused(`${explainDoubt(confirmed.refusal)}: it decides; set the clock that is wrong`);
  note(`accepted ${toIso(confirmed.value - accepted.offsetMs)}`);
}

async function show(session: Session): Promise<void> {
  const { clock: accepted, documents } = session;
  const kept = await new KeptReading(documents).read();
  const testimonies = await accepted.testimonies();
  const { doubt } = accepted;
  const found = {
    reading: toIso(doubt?.at ?? accepted.now() - accepted.offsetMs),
    isAccepted: doubt === undefined,
    lastAccepted: isoOf(kept?.at),
    confirmedAt: isoOf(kept?.confirmedAt),
    offsetMs: accepted.offsetMs,
    witnesses: testimonies.map(({ name, at }) => ({ name, at: isoOf(at) })),
  };
  print(
    session,
    found,
    [
      `the clock says ${found.reading}: ${found.isAccepted ? 'accepted' : 'not accepted, and nothing is written'}`,
      `last accepted ${found.lastAccepted ?? 'never'}${found.confirmedAt === null ? '' : `, last confirmed ${found.confirmedAt}`}`,
      ...(found.witnesses.length === 0 ? ['no witness: this machine is alone'] : []),
      ...found.witnesses.map(({ name, at }) => `${name} says ${at ?? 'nothing, or is this machine'}`),
      ...(found.offsetMs === 0 ? [] : [`the sandbox is ahead by ${found.offsetMs / 3_600_000} h`]),
      ...(doubt === undefined ? [] : [explainDoubt(doubt)]),
    ].join('\n'),
  );
}

const isoOf = (at: Instant | null | undefined): string | null => (at === null || at === undefined ? null : toIso(at));
