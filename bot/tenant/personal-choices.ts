import { z } from 'zod';
import { dayMs, hourMs, secondMs, type Instant } from '../../core/index.ts';
import { languages } from '../../cards/words.ts';
import type { OwnChoice } from '../chat/receive.ts';
import type { Clock, Documents, Log } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';

const kept = z.object({
  // A language that this version does not have counts as not chosen.
  language: z.string().nullable(),
  hours: z.enum(['12', '24']).nullable(),
  /** When the directory was last asked whether they are still there. */
  lookedAt: z.int().nullable(),
});
type Kept = z.infer<typeof kept>;

const document = z.object({ people: recordsOf(kept) });
type Document = z.infer<typeof document>;

/** What another replica was told is known here within this; every turn asks, and reads nothing in between. */
const knownForMs = 10 * secondMs;

/** Each person is looked for once a day, by rounds that may be a little early. */
const lookedForEveryMs = dayMs - hourMs;

const nothing = { language: null, hours: null, lookedAt: null } as const;

/** The language and the clock that people chose for themselves, by their Entra object ids (B23). */
export class PersonalChoices {
  readonly #document: TypedDocument<Document, Document>;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #log: Pick<Log, 'warn'>;
  #known: { readonly at: Instant; readonly people: Records<Kept> } | undefined;

  constructor({ documents, clock, log }: { documents: Documents; clock: Pick<Clock, 'now'>; log: Pick<Log, 'warn'> }) {
    this.#document = new TypedDocument(documents, 'languages', document, { people: new Records() });
    this.#clock = clock;
    this.#log = log;
  }

  /** What that person chose; nothing where it cannot be read, since an answer in the client's language is better than none. */
  async of(personId: string | undefined): Promise<OwnChoice> {
    if (personId === undefined) return nothing;
    try {
      return choiceIn((await this.#people()).get(personId));
    } catch (error) {
      this.#log.warn({ err: error }, 'languages could not be read: the client decides');
      return nothing;
    }
  }

  /** Changes what is given, and leaves the rest. */
  async choose(personId: string, chosen: Partial<OwnChoice>): Promise<OwnChoice> {
    const { people } = await this.#document.change(before => ({
      people: before.people.with(personId, { ...(before.people.get(personId) ?? nothing), ...chosen }),
    }));
    this.#known = { at: this.#clock.now(), people };
    return choiceIn(people.get(personId));
  }

  /** Asks once a day of everybody who chose something whether they are still there, and forgets who is not; gives how many that were. */
  async forgetGone(isGone: (personId: string) => Promise<boolean>): Promise<number> {
    const now = this.#clock.now();
    const { people } = await this.#document.read();
    const due = Object.entries(people.toObject()).filter(([, { lookedAt }]) => !isRecent(lookedAt, now));
    if (due.length === 0) return 0;
    const gone = new Set<string>();
    for (const [id] of due) if (await isGone(id)) gone.add(id);
    const left = await this.#document.change(before => ({
      people: due.reduce(
        (all, [id]) => {
          const one = all.get(id);
          return one === undefined ? all : all.with(id, { ...one, lookedAt: now });
        },
        before.people.without(({ id }) => gone.has(id)),
      ),
    }));
    this.#known = { at: now, people: left.people };
    return gone.size;
  }

  async #people(): Promise<Records<Kept>> {
    const now = this.#clock.now();
    // The sandbox's clock can go back.
    if (this.#known === undefined || Math.abs(now - this.#known.at) > knownForMs)
      this.#known = { at: now, people: (await this.#document.readIntact()).people };
    return this.#known.people;
  }
}

const choiceIn = ({ language, hours }: Kept = nothing): OwnChoice => ({
  language: languages.find(one => one === language) ?? null,
  hours,
});

const isRecent = (at: Instant | null, now: Instant): boolean => at !== null && at <= now && now - at < lookedForEveryMs;
