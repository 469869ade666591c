import { z } from 'zod';
import type { Instant } from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';

const change = z.object({
  /** Each has its own, counted up. */
  number: z.int(),
  setting: z.string(),
  /** As they are stored; null where nothing was chosen. */
  was: z.string().nullable(),
  is: z.string().nullable(),
  /** The Entra object id of whoever changed it. */
  by: z.string(),
  at: z.int(),
});

const document = z.object({ values: recordsOf(z.string()), changes: z.array(change) });
type Document = z.infer<typeof document>;

/** One change of a setting. */
export type ChoiceChange = z.infer<typeof change>;

/** Far more than an organization makes in years; older ones are forgotten. */
const mostChanges = 1000;

/** What an organization chose: each setting as one text, which its own file reads and writes; and each change with who made it (B22). */
export class Choices {
  readonly #document: TypedDocument<Document, Document>;

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'choices', document, { values: new Records(), changes: [] });
  }

  /** What is chosen now, null for nothing, and the last change. */
  async of(setting: string): Promise<{ readonly value: string | null; readonly last: ChoiceChange | undefined }> {
    const { values, changes } = await this.#document.read();
    return { value: values.get(setting) ?? null, last: changes.findLast(one => one.setting === setting) };
  }

  /** What was chosen at an instant; where nothing was, what was chosen first after it. */
  async asOf(setting: string, at: Instant): Promise<string | null> {
    const { changes } = await this.#document.read();
    const own = changes.filter(one => one.setting === setting);
    const then = own.findLast(one => one.at <= at);
    return (then ?? { is: own[0]?.was ?? null }).is ?? own.find(one => one.at > at && one.is !== null)?.is ?? null;
  }

  /** Changes it if it is still what it was, and gives what they changed by it, if anything; else nothing is lost, and somebody else was first. */
  async change(
    { setting, was, is }: Pick<ChoiceChange, 'setting' | 'was' | 'is'>,
    by: { readonly by: string; readonly at: Instant },
  ): Promise<ChoiceChange | 'changed-meanwhile' | undefined> {
    const after = await this.#document.change(before => {
      const current = before.values.get(setting) ?? null;
      if (current !== was || current === is) return before;
      const values = is === null ? before.values.without(({ id }) => id === setting) : before.values.with(setting, is);
      const number = (before.changes.at(-1)?.number ?? 0) + 1;
      return { values, changes: [...before.changes, { number, setting, was, is, ...by }].slice(-mostChanges) };
    });
    if ((after.values.get(setting) ?? null) !== is) return 'changed-meanwhile';
    const last = after.changes.findLast(one => one.setting === setting);
    // It may stand as it was meant to by what somebody else did: that is not theirs to take back.
    return last?.by === by.by && last.was === was && was !== is ? last : undefined;
  }
}
