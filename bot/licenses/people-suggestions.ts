import { minuteMs, telephonyWith, type Person, type Sku, type Telephony } from '../../core/index.ts';
import { plain } from '../../cards/escape.ts';
import type { Searching } from '../chat/receive.ts';
import type { Roles } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { Turn } from '../chat/turn.ts';
import type { Clock, Directory, SuggestedChoice } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import type { AssignmentStep } from './assignments.ts';
import type { KeptDirectory } from './kept-directory.ts';

/** The fields of cards that people are typed into: anybody, those who may be given a right, or those who lack what the step gives. */
export type PeopleField = 'people' | 'people-for-rights' | `people-lacking-${AssignmentStep}`;

/** As many as Teams shows (T15). */
const mostSuggested = 15;

/** Products change seldom, and every letter asks. */
const skusKeptMs = minuteMs;

interface SuggestionNeeds {
  readonly keptDirectory: KeptDirectory;
  readonly directory: Directory;
  readonly roles: Roles;
  readonly clock: Clock;
  readonly background: Background;
}

/** Suggests people to whoever may give licenses or rights; for licenses, each with what they lack for calls that credits pay. */
export class PeopleSuggestions {
  readonly #needs: SuggestionNeeds;
  #skus: { readonly at: number; readonly skus: readonly Sku[] } | undefined;

  constructor(needs: SuggestionNeeds) {
    this.#needs = needs;
  }

  async suggest({ speech, person }: Turn, { dataset, text }: Searching): Promise<readonly SuggestedChoice[]> {
    const { keptDirectory, roles, background } = this.#needs;
    const passes = fields.get(dataset);
    if (passes === undefined) return [];
    const isForRights = dataset === ('people-for-rights' satisfies PeopleField);
    const check = await roles.check(person.id, isForRights ? 'money' : 'licenses');
    if (!check.ok) return [];
    const known = keptDirectory.known();
    if (known === undefined) {
      background.start('read the directory', () => keptDirectory.bringUpToDate());
      return [];
    }
    const telephonyOf = telephonyWith(await this.#productsNow());
    const found = known.suggested(text, mostSuggested, one => one.kind !== 'guest' && passes(one, telephonyOf(one)));
    const names = Map.groupBy(found, ({ name }) => name);
    return found
      .toSorted((one, other) => one.name.localeCompare(other.name, speech.language))
      .map(one => ({
        title: [
          plain(one.name),
          ...(isForRights || (names.get(one.name)?.length ?? 0) > 1 ? [plain(one.userPrincipalName)] : []),
          ...(isForRights ? [] : [lackOf(speech, telephonyOf(one))]),
        ].join(' · '),
        value: one.id,
      }));
  }

  async #productsNow(): Promise<readonly Sku[]> {
    const now = this.#needs.clock.now();
    if (this.#skus === undefined || Math.abs(now - this.#skus.at) > skusKeptMs)
      this.#skus = { at: now, skus: await this.#needs.directory.skus() };
    return this.#skus.skus;
  }
}

type Passes = (person: Person, telephony: Telephony) => boolean;

const fields: ReadonlyMap<string, Passes> = new Map<PeopleField, Passes>([
  ['people', () => true],
  ['people-for-rights', ({ isEnabled }) => isEnabled],
  [
    'people-lacking-licenses',
    ({ isEnabled }, { isEligible, isResourceAccount }) => isEnabled && !isResourceAccount && !isEligible,
  ],
  [
    'people-lacking-credits',
    ({ isEnabled }, { isEligible, isResourceAccount, hasPayAsYouGo, hasCredits }) =>
      !hasCredits && (isResourceAccount ? hasPayAsYouGo : isEnabled && isEligible),
  ],
]);

/** The first thing that keeps credits from paying for somebody's calls. */
function lackOf(speech: Speech, telephony: Telephony): string {
  const { isResourceAccount, hasPayAsYouGo, isEligible, hasPhoneSystem, hasCredits } = telephony;
  const canCall = isResourceAccount ? hasPayAsYouGo : isEligible;
  if (canCall) return speech.say(hasCredits ? 'suggest.ready' : 'suggest.noCredits');
  return speech.say(hasPhoneSystem || isResourceAccount ? 'suggest.noPlan' : 'suggest.noTelephony');
}
