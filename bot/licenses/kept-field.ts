import { z } from 'zod';
import { departmentFields, type DepartmentField } from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

const document = z.object({ field: z.enum(departmentFields).nullable() });

/** Which field of the directory is wanted for a department, and with which one those who are kept were read: replicas share it. */
export class KeptField {
  readonly #document: TypedDocument<z.infer<typeof document>>;
  readonly #wanted: () => Promise<DepartmentField | undefined>;

  constructor(documents: Documents, wanted: () => Promise<DepartmentField | undefined>) {
    this.#document = new TypedDocument(documents, 'directory-field', document);
    this.#wanted = wanted;
  }

  wanted(): Promise<DepartmentField | undefined> {
    return this.#wanted();
  }

  /** Without an intact document everybody is only read once more. */
  async kept(): Promise<DepartmentField | undefined> {
    return (await this.#document.readIntact())?.field ?? undefined;
  }

  /** Everybody was read with it. */
  async keep(field: DepartmentField | undefined): Promise<void> {
    if ((await this.kept()) !== field) await this.#document.write({ field: field ?? null });
  }
}
