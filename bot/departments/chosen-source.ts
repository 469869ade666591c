import { z } from 'zod';
import { departmentSources, type DepartmentField, type DepartmentSource, type Instant } from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
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
});

/** What says which department people are in, and who chose it. */
export type ChosenSource = z.infer<typeof chosen>;

const usual: ChosenSource = { source: 'department', by: null, at: 0, file: null, anewSince: 0, anewBy: null };

const attached = z.object({
  id: z.string(),
  departments: z.array(z.object({ name: z.string(), people: z.array(z.string()) })),
});

/** The organization's choice; of an attached file whom it names, by address or object id. */
export class DepartmentChoice {
  readonly #chosen: TypedDocument<ChosenSource, ChosenSource>;
  readonly #attached: TypedDocument<z.infer<typeof attached>>;
  /** Of the attachment with that id. */
  #known: { readonly id: string; readonly people: ReadonlyMap<string, string> } | undefined;

  constructor(documents: Documents) {
    this.#chosen = new TypedDocument(documents, 'departments', chosen, usual);
    this.#attached = new TypedDocument(documents, 'departments-file', attached);
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

  /** Takes an attached file in place of the one before, and chooses it. */
  async take(
    { name, people }: DepartmentFile,
    { id, by, at }: { readonly id: string; readonly by: string; readonly at: Instant },
  ): Promise<ChosenSource> {
    const departments = [...Map.groupBy(people, ([, department]) => department)].map(([department, some]) => ({
      name: department,
      people: some.map(([key]) => key),
    }));
    await this.#attached.write({ id, departments });
    const file = { id, name, people: people.size, departments: departments.length };
    return this.#chosen.change(before => ({ ...before, source: 'file' as const, by, at, file }));
  }

  /** Months that have closed are worked out anew, once each. */
  async fixAnew(by: string, at: Instant): Promise<ChosenSource> {
    return this.#chosen.change(before => ({ ...before, anewSince: at, anewBy: by }));
  }

  /** Whom the attached file names, in lower case. */
  async filed(): Promise<ReadonlyMap<string, string>> {
    const id = (await this.#chosen.read()).file?.id ?? '';
    if (this.#known?.id === id) return this.#known.people;
    const found = await this.#attached.read();
    const people = new Map(
      found?.departments.flatMap(({ name, people: some }) => some.map(key => [key, name] as const)),
    );
    this.#known = { id, people };
    return people;
  }
}
