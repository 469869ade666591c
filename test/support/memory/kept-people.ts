import type { KeptPeople, KeptPerson, KeptPlace, PeopleMark } from '../../../bot/ports/index.ts';

/** People kept as long as the process lives. */
export class MemoryKeptPeople implements KeptPeople {
  readonly #people = new Map<string, KeptPerson>();
  #version = 0;
  #mark: PeopleMark | undefined;

  mark(): Promise<PeopleMark | undefined> {
    return Promise.resolve(this.#mark);
  }

  since(place: KeptPlace, limit: number): Promise<readonly KeptPerson[]> {
    const after = [...this.#people.values()].filter(
      ({ id, version }) => version > place.version || (version === place.version && id > place.id),
    );
    const inOrder = after.toSorted((one, other) => one.version - other.version || (one.id < other.id ? -1 : 1));
    return Promise.resolve(inOrder.slice(0, limit));
  }

  keep({ people, gone, mark }: Parameters<KeptPeople['keep']>[0]): Promise<number> {
    this.#version += 1;
    const version = this.#version;
    for (const person of people) this.#people.set(person.id, { id: person.id, version, person });
    for (const id of gone) this.#people.set(id, { id, version, person: undefined });
    this.#mark = mark ?? this.#mark;
    return Promise.resolve(version);
  }
}
