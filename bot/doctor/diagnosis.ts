import { checkedAreas, lights, type CheckedArea, type Light, type Observation } from '../ports/index.ts';
import type { MissingPart } from './missing.ts';

/** What was looked at, and whether it is as it should be. */
export interface Finding extends Observation {
  readonly light: Light;
}

/** All that doctor has found, in the order of `checkedAreas`, and what is not there that production would need. */
export interface Diagnosis {
  /** The worst of all. */
  readonly light: Light;
  readonly findings: readonly Finding[];
  readonly missing: readonly MissingPart[];
}

const placeOf = (area: CheckedArea): number => checkedAreas.indexOf(area);

export function diagnosisOf(observations: readonly Observation[], missing: readonly MissingPart[]): Diagnosis {
  const findings = observations
    .map((one): Finding => ({ ...one, light: lights[one.kind] }))
    .toSorted((one, other) => placeOf(one.area) - placeOf(other.area));
  const has = (light: Light): boolean => findings.some(one => one.light === light);
  return { light: has('red') ? 'red' : has('amber') ? 'amber' : 'green', findings, missing };
}
