import { GraphError } from '@microsoft/microsoft-graph-client';
import { err, ok, type AssignmentFailure, type Instant, type Result } from '../../../core/index.ts';
import { DriverError, type Assignment, type Licenses } from '../../ports/index.ts';
import { sendInBatches, type BatchAnswer } from './batch.ts';
import type { Graph } from './client.ts';
import { triesOf } from './passing.ts';
import { requests } from './requests.ts';

// The fixed part of each of Graph's messages (G9).
const reasons: readonly (readonly [RegExp, AssignmentFailure])[] = [
  [/invalid usage location/i, 'no-usage-location'],
  [/does not have any available licenses/i, 'no-seats'],
  [/depends on the service plan/i, 'dependency'],
  [/mutually exclusive/i, 'conflict'],
  [/inherited from a group membership/i, 'group-inherited'],
  [/cannot be assigned to a user/i, 'not-for-users'],
];

/** Of a license that was removed before. */
const isRemovedAlready = /does not have a corresponding license/i;

/** Assigns and removes licenses with LicenseAssignment.ReadWrite.All, 20 people a request; Graph's error message gives the reason of a failure. */
export class GraphLicenses implements Licenses {
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  assign(
    assignments: readonly Assignment[],
    onResult: (personId: string, result: Result<'assigned', AssignmentFailure>) => void,
    signal?: AbortSignal,
    onWait?: (waitMs: number) => void,
  ): Promise<void> {
    const people = new Map(onceEach(assignments).map(({ personId, skuIds }) => [personId, skuIds]));
    const full = new Set<string>();
    const productsOf = (id: string): string => (people.get(id) ?? []).toSorted().join();
    // Once there is no seat left, nobody else is asked for: it could only fail.
    const asks = people.entries().flatMap(([id, skuIds]) => {
      if (!full.has(productsOf(id))) return [askFor(id, { add: skuIds.map(noneDisabled), remove: [] })];
      onResult(id, err('no-seats'));
      return [];
    });
    const told = ({ key }: { readonly key: string }, answer: BatchAnswer): void => {
      const result = resultOf(answer);
      if (!result.ok && result.refusal === 'no-seats') full.add(productsOf(key));
      onResult(key, result);
    };
    return sendInBatches(this.#graph, asks, told, { signal, onWait });
  }

  remove(
    assignments: readonly Assignment[],
    onResult: (personId: string, result: Result<'removed', AssignmentFailure>) => void,
    signal?: AbortSignal,
    onWait?: (waitMs: number) => void,
  ): Promise<void> {
    const asks = onceEach(assignments).map(({ personId, skuIds }) => askFor(personId, { add: [], remove: skuIds }));
    const told = ({ key }: { readonly key: string }, answer: BatchAnswer): void => {
      const isRemoved = answer.status === 400 && isRemovedAlready.test(answer.message);
      const result = isRemoved ? ok('removed' as const) : resultOf(answer);
      onResult(key, result.ok ? ok('removed') : result);
    };
    return sendInBatches(this.#graph, asks, told, { signal, onWait });
  }

  async ofGroup(
    groupId: string,
    { deed, skuIds }: { readonly deed: 'give' | 'take'; readonly skuIds: readonly string[] },
  ): Promise<Result<'accepted', AssignmentFailure>> {
    const body =
      deed === 'give'
        ? { addLicenses: skuIds.map(noneDisabled), removeLicenses: [] }
        : { addLicenses: [], removeLicenses: skuIds };
    try {
      await this.#graph.post(requests.assignToGroup, { id: groupId }, body);
      return ok('accepted');
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      const status = finalStatusOf(error);
      if (status === undefined) throw error;
      return deed === 'take' && isRemovedAlready.test(error.message)
        ? ok('accepted')
        : err(reasonOf(status, error.message));
    }
  }

  writtenElsewhere(writes: number, at: Instant): void {
    this.#graph.sentElsewhere([{ kind: 'writes', amount: writes }], at);
  }

  async locate(
    personIds: readonly string[],
    country: string,
    onResult: (personId: string, result: Result<'located', AssignmentFailure>) => void,
  ): Promise<void> {
    const asks = [...new Set(personIds)].map(id => ({
      key: id,
      request: requests.setUsageLocation,
      values: { id },
      body: { usageLocation: country },
    }));
    await sendInBatches(this.#graph, asks, ({ key }, answer) => {
      const result = resultOf(answer);
      onResult(key, result.ok ? ok('located') : result);
    });
  }
}

const noneDisabled = (skuId: string) => ({ disabledPlans: [], skuId });

/** Each person once, with all that is to be given to them or taken from them. */
function onceEach(assignments: readonly Assignment[]): readonly Assignment[] {
  const byPerson = new Map<string, Set<string>>();
  for (const { personId, skuIds } of assignments)
    byPerson.set(personId, new Set([...(byPerson.get(personId) ?? []), ...skuIds]));
  return [...byPerson].map(([personId, skuIds]) => ({ personId, skuIds: [...skuIds] }));
}

/** Products that need each other go in one call; both lists must be there (G8). */
const askFor = (
  personId: string,
  { add, remove }: { readonly add: readonly object[]; readonly remove: readonly string[] },
) => ({
  key: personId,
  request: requests.assign,
  values: { id: personId },
  body: { addLicenses: add, removeLicenses: remove },
});

function resultOf({ status, code, message }: BatchAnswer): Result<'assigned', AssignmentFailure> {
  if (status >= 200 && status < 300) return ok('assigned');
  return err(triesOf(status, code) > 1 ? 'too-busy' : reasonOf(status, message));
}

function reasonOf(status: number, message: string): AssignmentFailure {
  if (status === 403) return 'not-allowed';
  if (status === 404) return 'not-found';
  return status === 400 ? (reasons.find(([pattern]) => pattern.test(message))?.[1] ?? 'other') : 'other';
}

/** The status of a refusal that stays; undefined where it may pass, and where it is not about the group. */
function finalStatusOf({ cause }: DriverError): number | undefined {
  if (!(cause instanceof GraphError)) return undefined;
  const { statusCode: status, code } = cause;
  return status < 400 || status === 401 || triesOf(status, code ?? '') > 1 ? undefined : status;
}
