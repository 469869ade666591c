import { minuteMs, toIso } from '../../../core/index.ts';
import { DriverError, observed, type AskedPermissions, type Observation } from '../../ports/index.ts';
import { rolesIn, seenToken } from '../entra/token-check.ts';
import { sendInBatches, type BatchAsk } from './batch.ts';
import type { Graph } from './client.ts';
import { requests } from './requests.ts';

/** The id of nobody and of no group: what is asked of it changes nothing. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** One permission, and a request that needs it and does no harm. */
interface Trial {
  readonly permission: string;
  /** `optional`: the bot does less without it; `unused`: nothing needs it as things are. */
  readonly need: 'needed' | 'optional' | 'unused';
  readonly ask: () => Promise<unknown>;
}

/** Tries each permission with a request that does no harm, and names those that the token has beyond them. */
export async function checkGraph(
  graph: Graph,
  asked: AskedPermissions,
  signal: AbortSignal,
): Promise<readonly Observation[]> {
  if (graph.isSandbox) return [observed('credentials', 'sandbox-credentials'), ...(await tried(graph, asked, signal))];
  const { token, seen } = await seenToken('Microsoft Graph', () => graph.token());
  if (token === undefined) return [seen];
  return [seen, ...(await tried(graph, asked, signal)), ...beyond(rolesIn(token), asked)];
}

async function tried(graph: Graph, asked: AskedPermissions, signal: AbortSignal): Promise<readonly Observation[]> {
  const trials = Map.groupBy(trialsOf(graph, asked, signal), ({ permission }) => permission);
  const seen = await Promise.all([...trials.values()].map(of => Promise.all(of.map(seenOf))));
  // Where nothing answers, what may be done there is not the matter.
  const unreachable = seen.flat().find(({ kind }) => kind === 'graph-unreachable');
  if (unreachable !== undefined) return [unreachable];
  // A permission that several requests need is shown once, with the worst of them.
  return seen.flatMap(of => of.find(({ kind }) => kind !== 'permission-works') ?? of.slice(0, 1));
}

function trialsOf(graph: Graph, asked: AskedPermissions, signal: AbortSignal): readonly Trial[] {
  const to = graph.clock.now() - graph.clock.offsetMs;
  const range = { from: toIso(to - minuteMs), to: toIso(to) };
  const write = (ask: Omit<BatchAsk, 'key'>) => () => onlyAnswer(graph, { key: nobody, ...ask }, signal);
  const { people, skus, calls, messages, blockedUsers, group, assign, setUsageLocation } = requests;
  const trial = (
    { permission }: { readonly permission: string },
    ask: Trial['ask'],
    need: Trial['need'] = 'needed',
  ): Trial => ({
    ...{ permission, need, ask },
  });
  return [
    trial(people, () => first(graph.changes(requests.changes, { values: { department: '' } }))),
    trial(skus, () => graph.get(skus)),
    trial(calls, () => first(graph.pages(calls, range))),
    ...(asked.isBeta ? [messages, blockedUsers].map(one => trial(one, () => first(graph.pages(one, range)))) : []),
    trial(group, () => graph.get(group, { id: nobody }), asked.hasGroups ? 'needed' : 'unused'),
    trial(
      assign,
      write({ request: assign, values: { id: nobody }, body: { addLicenses: [], removeLicenses: [] } }),
      'optional',
    ),
    ...(asked.mayLocate
      ? [
          trial(
            setUsageLocation,
            write({ request: setUsageLocation, values: { id: nobody }, body: { usageLocation: 'US' } }),
          ),
        ]
      : []),
  ];
}

async function seenOf({ permission, need, ask }: Trial): Promise<Observation> {
  try {
    await ask();
    return observed('permissions', 'permission-works', { permission });
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    // That there is nobody of that id is said to those alone who may ask.
    if (['graph-404', 'graph-400'].includes(error.code))
      return observed('permissions', 'permission-works', { permission });
    if (error.code === 'graph-unreachable') return observed('permissions', 'graph-unreachable');
    if (error.code !== 'graph-403')
      return observed('permissions', 'permission-unclear', { permission, code: error.code });
    return observed('permissions', lacking[need], { permission });
  }
}

const lacking = { needed: 'permission-missing', optional: 'permission-optional', unused: 'permission-unused' } as const;

/** What the token may do that nothing here needs: the fewer, the less a stolen secret is worth. */
function beyond(roles: readonly string[], { mayLocate }: AskedPermissions): readonly Observation[] {
  const known = new Set<string>(Object.values(requests).map(({ permission }) => permission));
  if (!mayLocate) known.delete(requests.setUsageLocation.permission);
  return roles
    .filter(role => !known.has(role))
    .map(permission => observed('permissions', 'permission-beyond', { permission }));
}

/** A write to nobody, by the way that writes go. */
async function onlyAnswer(graph: Graph, ask: BatchAsk, signal: AbortSignal): Promise<void> {
  let failed: DriverError | undefined;
  const onResult = (
    _ask: BatchAsk,
    { status, message }: { readonly status: number; readonly message: string },
  ): void => {
    if (status >= 400) failed = new DriverError(`graph-${status}`, message);
  };
  await sendInBatches(graph, [ask], onResult, { signal });
  if (failed !== undefined) throw failed;
}

async function first(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _page of pages) return;
}
