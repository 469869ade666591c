import { z } from 'zod';
import type { Documents } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

const document = z.object({ people: z.int(), isCutShort: z.boolean() });

/** Of whom the directory said too little to know them, and whether its list did not come to an end. */
export type LeftOutPeople = Readonly<z.infer<typeof document>>;

/** Where the directory said everything. */
export const nobodyLeftOut: LeftOutPeople = { people: 0, isCutShort: false };

/** What was left out when everybody was read: replicas share it. */
export class KeptLeftOut {
  readonly #document: TypedDocument<LeftOutPeople>;

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'people-left-out', document);
  }

  async read(): Promise<LeftOutPeople> {
    return (await this.#document.readIntact()) ?? nobodyLeftOut;
  }

  async keep(leftOut: LeftOutPeople): Promise<void> {
    const { people, isCutShort } = await this.read();
    if (people !== leftOut.people || isCutShort !== leftOut.isCutShort) await this.#document.write({ ...leftOut });
  }
}
