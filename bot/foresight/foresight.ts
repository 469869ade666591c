import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { alertKinds, clockSlackMs, subjectOf, type Stage } from '../../core/index.ts';
import type { FoundAhead } from '../alerts/found-ahead.ts';
import type { Clock, Documents, Log, Matters } from '../ports/index.ts';
import { foundAheadDocument } from '../wallets/erasure.ts';
import { TypedDocument } from '../work/typed-document.ts';
import type { Watcher } from './watcher.ts';

/** So many findings of one watcher are told: whoever has more to look at has the reports. What is told already stays until it is over. */
const mostFindings = 50;

/** Made once: to make a shape takes longer than to parse by it, and every round of every watcher parses all that was found. */
const stageParts = z.object({
  key: z.string(),
  isBeingMended: z.boolean(),
  alert: z.looseObject({ kind: z.string() }),
});
const stageShape = z.custom<Stage>(value => stageParts.safeParse(value).success);

/** A later version may have found what this one cannot tell. */
const isTellable = ({ alert }: Stage): boolean => Object.hasOwn(alertKinds, alert.kind);

const finding = z.object({ lookedAt: z.int(), stages: z.array(stageShape).readonly() });
const shape = z.record(z.string(), finding);

type Finding = z.infer<typeof finding>;

const isSame = (last: Finding | undefined, { stages }: Finding): boolean =>
  isDeepStrictEqual(last?.stages ?? [], stages);

/** What was found by a clock that was set back since is no later than this. */
const isOlder = ({ lookedAt }: Finding, last: Finding | undefined): boolean =>
  last !== undefined && last.lookedAt > lookedAt && last.lookedAt - lookedAt <= clockSlackMs;

export interface ForesightPorts {
  readonly documents: Documents;
  readonly matters: Pick<Matters, 'current'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'error'>;
  /** Aborts when the program begins to stop: then nobody goes on looking. */
  readonly stopping: AbortSignal;
}

/** What looks ahead: all watchers look in rounds, and what they find is kept for every process. */
export class Foresight {
  readonly #ports: ForesightPorts;
  readonly #watchers: readonly Watcher[];
  readonly #kept: TypedDocument<z.infer<typeof shape>, Readonly<Record<string, never>>>;

  constructor(ports: ForesightPorts, watchers: readonly Watcher[]) {
    this.#ports = ports;
    this.#watchers = watchers;
    this.#kept = new TypedDocument(ports.documents, foundAheadDocument, shape, {});
  }

  /**
   * Lets every watcher look, one after the other. One that fails leaves what it found before. What is new is kept at once; that the others
   * looked, and found what is kept already, once for the round.
   */
  async look(): Promise<void> {
    const { matters, clock, log, stopping } = this.#ports;
    const { matters: kept } = await matters.current();
    const before = kept.map(({ matter }) => matter).filter(({ endedAt }) => endedAt === undefined);
    const standing = new Set(before.map(({ subject }) => subject));
    const same = new Map<string, Finding>();
    for (const { name, look } of this.#watchers) {
      const at = clock.now();
      try {
        stopping.throwIfAborted();
        const found = await look({ at, before });
        if (found === undefined) continue;
        const stages = found.filter(({ alert }, index) => index < mostFindings || standing.has(subjectOf(alert)));
        const finding = { lookedAt: at, stages };
        if (isSame((await this.#kept.read())[name], finding)) same.set(name, finding);
        else
          await this.#kept.change(findings =>
            isOlder(finding, findings[name]) ? findings : { ...findings, [name]: finding },
          );
      } catch (error) {
        if (stopping.aborted) return;
        log.error({ err: error, watcher: name }, 'a watcher failed; it looks again');
      }
    }
    await this.#kept.change(findings => {
      // What was erased meanwhile, or found by another process, is not put back.
      const still = [...same].filter(
        ([name, finding]) => isSame(findings[name], finding) && !isOlder(finding, findings[name]),
      );
      return still.length === 0 ? findings : { ...findings, ...Object.fromEntries(still) };
    });
  }

  /** What was found last. Kinds whose watcher has never looked are not among those that were looked for. */
  async read(): Promise<FoundAhead> {
    const findings = await this.#kept.readIntact();
    const looked = this.#watchers.filter(({ name }) => findings[name] !== undefined);
    return {
      kinds: new Set(looked.flatMap(({ kinds }) => kinds)),
      stages: looked.flatMap(({ name }) => findings[name]?.stages ?? []).filter(isTellable),
    };
  }
}
