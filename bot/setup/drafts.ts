import pLimit from 'p-limit';
import { z } from 'zod';
import type { Instant } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Documents } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

/** The values of the order form as they were typed; each is parsed again when it is used. */
const form = z.object({
  currency: z.string(),
  timeZone: z.string(),
  minimum: z.string().default(''),
  addFunds: z.string(),
  autoRecharge: z.enum(['true', 'false']),
  rechargeWith: z.string(),
  trigger: z.string(),
  cap: z.string().default(''),
  /** What to fill up to; absent where the form had no such field: then the rule keeps what it has. */
  upTo: z.string().exactOptional(),
  payment: z.string(),
  purchaseOrder: z.string(),
});

/** One of these steps, by its name or the one that earlier versions stored and put on cards; stored as they read it, since replicas are updated one by one. */
export const stepOf = <const Steps extends readonly string[]>(steps: Steps) =>
  z.codec(z.string(), z.enum(steps), {
    decode: stored =>
      (stored === 'licences' ? 'licenses' : stored) as z.infer<z.ZodEnum<{ [Step in Steps[number]]: Step }>>,
    encode: step => (step === 'licenses' ? 'licences' : step),
  });

/** Credits that there are already, as they were typed, and as they were read when they were last reviewed. */
const existing = z.object({
  form: z.object({
    currency: z.string(),
    timeZone: z.string(),
    minimum: z.string().default(''),
    balance: z.string(),
    purchases: z.string(),
  }),
  /** The instant of the balance. */
  at: z.int(),
  currency: z.string(),
  timeZone: z.string(),
  /** Microsoft's least order, where somebody had to be asked for it. */
  minimum: z.int().nullable().default(null),
  balance: z.int(),
  purchases: z.array(z.object({ day: z.string(), amount: z.int(), reference: z.string() })),
});

const document = z.object({
  /** Identifies this set-up; the ids of its commands contain it. */
  id: z.string(),
  /** Grows with each step taken: a card with an older one is stale. */
  version: z.int(),
  step: stepOf(['billing', 'postpaid', 'licenses', 'order', 'review', 'credits', 'done']),
  /** Grows when an order was declined, so that the next one is another. */
  attempt: z.int(),
  form: form.nullable(),
  /** How credits begin: with an order, or with those that there are already. An earlier version shows the order. */
  way: z.enum(['order', 'existing']).default('order'),
  existing: existing.nullable().default(null),
  /** Who took the last step. */
  by: z.string().nullable().default(null),
  /** The rule that the form was made of (`ruleKey`). */
  rule: z.string().default(''),
  /** What calls that credits paid for cost over the last days, by currency; null until the log has been read. */
  spent: z
    .object({ days: z.int(), byCurrency: z.record(z.string(), z.int()), at: z.int() })
    .nullable()
    .default(null),
});

export type OrderForm = z.infer<typeof form>;
export type ExistingCredits = z.infer<typeof existing>;
export type ExistingForm = ExistingCredits['form'];
export type Draft = z.infer<typeof document>;
export type SetupStep = Draft['step'];

const mostAnswers = 100;

/** The set-up draft of a tenant: one, which all its admins and replicas share. */
export class Drafts {
  readonly #document: TypedDocument<Draft>;
  readonly #serially = pLimit(1);

  readonly #answers = new Map<string, { readonly card: Card; readonly at: Instant }>();

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'setup', document);
  }

  read(): Promise<Draft | undefined> {
    return this.#document.read();
  }

  /** The existing draft; if there is none, stores the given one. */
  begin(draft: Draft): Promise<Draft> {
    return this.#document.change(before => before ?? draft);
  }

  /** Takes a step: the version grows, and older cards become stale. Gives undefined if another step was taken since `from`. */
  async advance(from: Draft, change: Partial<Draft>): Promise<Draft | undefined> {
    let next: Draft | undefined;
    await this.#document.change(before => {
      const current = before ?? from;
      next = current.version === from.version ? { ...current, ...change, version: current.version + 1 } : undefined;
      return next ?? current;
    });
    return next;
  }

  /** Stores what was spent, if that set-up is still the current one. */
  async noteSpent(id: string, spent: NonNullable<Draft['spent']>): Promise<void> {
    await this.#document.change(before => (before === undefined || before.id !== id ? before : { ...before, spent }));
  }

  /** Notes the card that somebody was just answered with: it may hold what is wrong with what they typed, which no draft keeps. */
  answered(person: string | undefined, answer: { readonly card: Card; readonly at: Instant }): void {
    if (this.#answers.size >= mostAnswers) this.#answers.clear();
    this.#answers.set(person ?? '', answer);
  }

  /** That card, if it was given since then. */
  answerTo(person: string | undefined, since: Instant): Card | undefined {
    const answer = this.#answers.get(person ?? '');
    return answer === undefined || answer.at < since ? undefined : answer.card;
  }

  /** Runs one step of set-up after the other in this process; of two replicas the draft's version lets only one take it. */
  serially<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.#serially(work);
  }

  /** Begins anew, above every version that a card may still carry: an old card is stale for the next set-up too. */
  restart(id: string): Promise<Draft> {
    return this.#document.change(before => ({ ...newDraft(id), version: (before?.version ?? 0) + 1 }));
  }
}

export const newDraft = (id: string): Draft => ({
  id,
  version: 1,
  step: 'billing',
  attempt: 1,
  form: null,
  way: 'order',
  existing: null,
  by: null,
  rule: '',
  spent: null,
});
