import { z } from 'zod';
import { departmentSources, type DepartmentField, type DepartmentSource, type Instant } from '../../core/index.ts';
import { DriverError, type Documents } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';
import type { DepartmentFile } from './department-file.ts';

const chosen = z.object({
  source: z.enum(departmentSources),
  /** Who chose it, and when; nobody did where it is the usual one. */
  by: z.string().nullable(),
  at: z.int(),
  /** The file that was attached last; null for none. */
  file: z.object({ id: z.string(), name: z.string(), people: z.int(), departments: z.int() }).nullable(),
  /** Months that were fixed before are fixed anew, and who asked for that. */
  anewSince: z.int(),
  anewBy: z.string().nullable(),
  /** Since when they had been fixed before that; null where there is nothing to undo. */
  anewBefore: z.int().nullable().default(null),
  /** What was fixed between two instants does not count any more. */
  undone: z.array(z.object({ from: z.int(), until: z.int() })).default([]),
});

/** What says which department people are in, and who chose it. */
export type ChosenSource = z.infer<typeof chosen>;

const usual: ChosenSource = {
  ...{ source: 'department', by: null, at: 0, file: null },
  ...{ anewSince: 0, anewBy: null, anewBefore: null, undone: [] },
};

const attached = z.object({
  departments: z.array(z.object({ name: z.string(), people: z.array(z.string()) })),
});

/** The organization's choice; of an attached file whom it names, by address or object id. */
export class DepartmentChoice {
  readonly #chosen: TypedDocument<ChosenSource, ChosenSource>;
  readonly #documents: Documents;
  /** Of the attachment with that id. */
  #known: { readonly id: string; readonly people: ReadonlyMap<string, string> } | undefined;

  constructor(documents: Documents) {
    this.#chosen = new TypedDocument(documents, 'departments', chosen, usual);
    this.#documents = documents;
  }

  read(): Promise<ChosenSource> {
    return this.#chosen.read();
  }

  /** The field of the directory that is read for it; undefined where a file says it. */
  async field(): Promise<DepartmentField | undefined> {
    const { source } = await this.read();
    return source === 'file' ? undefined : source;
  }

  /** Chooses a source; a file only where one was attached. */
  async choose(source: DepartmentSource, by: string, at: Instant): Promise<ChosenSource> {
    return this.#chosen.change(before =>
      before.source === source && before.by !== null ? before : { ...before, source, by, at },
    );
  }

  /** Takes an attached file in place of the one before, and chooses it: it is kept by its id first, so that each is whole whenever this ends. */
  async take(
    { name, people }: DepartmentFile,
    { id, by, at }: { readonly id: string; readonly by: string; readonly at: Instant },
  ): Promise<ChosenSource> {
    const departments = [...Map.groupBy(people, ([, department]) => department)].map(([department, some]) => ({
      name: department,
      people: some.map(([key]) => key),
    }));
    await this.#attached(id).write({ departments });
    const file = { id, name, people: people.size, departments: departments.length };
    let former: string | undefined;
    const now = await this.#chosen.change(before => {
      former = before.file?.id;
      return { ...before, source: 'file' as const, by, at, file };
    });
    if (former !== undefined && former !== id) await this.#attached(former).clear();
    return now;
  }

  /** Months that have closed are worked out anew, once each, unless that was asked for already since an instant. */
  async fixAnew(by: string, { since, at }: { readonly since: Instant; readonly at: Instant }): Promise<ChosenSource> {
    return this.#chosen.change(before =>
      before.anewSince === since ? { ...before, anewSince: at, anewBy: by, anewBefore: since } : before,
    );
  }

  /** Takes back what was asked for at an instant; false where that was taken back before, or asked for once more. */
  async undoAnew(by: string, { since, at }: { readonly since: Instant; readonly at: Instant }): Promise<boolean> {
    let isUndone = false;
    await this.#chosen.change(before => {
      const { anewBefore, undone } = before;
      isUndone = before.anewSince === since && anewBefore !== null;
      if (before.anewSince !== since || anewBefore === null) return before;
      const all = [...undone, { from: since, until: at }];
      return { ...before, anewSince: anewBefore, anewBy: by, anewBefore: null, undone: all };
    });
    return isUndone;
  }

  /** Whom the attached file names, in lower case. */
  async filed(): Promise<ReadonlyMap<string, string>> {
    const id = (await this.#chosen.read()).file?.id;
    if (id === undefined) return new Map();
    if (this.#known?.id === id) return this.#known.people;
    const found = await this.#attached(id).read();
    if (found === undefined) {
      // Another was taken meanwhile, and this one dropped.
      if ((await this.#chosen.read()).file?.id !== id) return this.filed();
      throw new DriverError('damaged-document', 'the file of departments is gone: attach it again');
    }
    const people = new Map(
      found.departments.flatMap(({ name, people: some }) => some.map(key => [key, name] as const)),
    );
    this.#known = { id, people };
    return people;
  }

  #attached(id: string): TypedDocument<z.infer<typeof attached>> {
    return new TypedDocument(this.#documents, `departments-file-${id}`, attached);
  }
}
