import type { Licenses } from '../ports/index.ts';
import type { KeptDirectory } from './kept-directory.ts';

/** Licenses that the kept directory knows of as soon as they are given or removed: Graph tells of them a little later. */
export function notedLicenses(licenses: Licenses, kept: KeptDirectory): Licenses {
  return {
    assign: (assignments, onResult, signal, onWait) => {
      const asked = new Map(assignments.map(({ personId, skuIds }) => [personId, skuIds]));
      return licenses.assign(
        assignments,
        (personId, result) => {
          if (result.ok) kept.given(personId, asked.get(personId) ?? []);
          onResult(personId, result);
        },
        signal,
        onWait,
      );
    },
    remove: (assignments, onResult, signal, onWait) => {
      const asked = new Map(assignments.map(({ personId, skuIds }) => [personId, skuIds]));
      return licenses.remove(
        assignments,
        (personId, result) => {
          if (result.ok) kept.taken(personId, asked.get(personId) ?? []);
          onResult(personId, result);
        },
        signal,
        onWait,
      );
    },
    // What becomes of its members is read, not told.
    ...(licenses.ofGroup !== undefined && { ofGroup: licenses.ofGroup.bind(licenses) }),
    writtenElsewhere: (writes, at) => licenses.writtenElsewhere?.(writes, at),
    locate: (personIds, country, onResult) =>
      licenses.locate(personIds, country, (personId, result) => {
        if (result.ok) kept.located(personId, country);
        onResult(personId, result);
      }),
  };
}
