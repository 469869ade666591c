import { err, ok, type AssignmentFailure, type Result } from '../../../core/index.ts';
import { DriverError, type Licences } from '../../ports.ts';
import type { Graph } from './client.ts';

// The fixed part of each of Graph's messages (FACTS §4.4).
const reasons: readonly (readonly [RegExp, AssignmentFailure])[] = [
  [/invalid usage location/i, 'no-usage-location'],
  [/does not have any available licenses/i, 'no-seats'],
  [/depends on the service plan/i, 'dependency'],
  [/mutually exclusive/i, 'conflict'],
  [/inherited from a group membership/i, 'group-inherited'],
  [/cannot be assigned to a user/i, 'not-for-users'],
];

/** Assigns licences with LicenseAssignment.ReadWrite.All; Graph's own answer is the reason when it does not. */
export class GraphLicences implements Licences {
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  async assign(personId: string, skuId: string): Promise<Result<'assigned', AssignmentFailure>> {
    try {
      const body = { addLicenses: [{ disabledPlans: [], skuId }], removeLicenses: [] };
      await this.#graph.post(`/users/${encodeURIComponent(personId)}/assignLicense`, body);
      return ok('assigned');
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      if (error.code === 'graph-403') return err('not-allowed');
      if (error.code === 'graph-404') return err('not-found');
      if (error.code !== 'graph-400') return err('other');
      return err(reasons.find(([pattern]) => pattern.test(error.message))?.[1] ?? 'other');
    }
  }
}
