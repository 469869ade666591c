import { unreachable, type RoleName } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { cut, escape, plain } from '../../cards/escape.ts';
import { settingCard } from '../../cards/setting.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { roleNames } from '../chat/refusal.view.ts';
import type { GivenRight, RightChange, RightHolder } from '../chat/rights.ts';
import type { Speech } from '../chat/speech.ts';
import type { PeopleField } from '../licenses/people-suggestions.ts';
import type { UnfitHolder } from '../tenant/right-holders.ts';
import type { SettableRight, TypedHolder } from './settable-rights.ts';
import { whoText } from './setting-form.view.ts';

interface ShownRight {
  readonly right: SettableRight;
  readonly mayChange: boolean;
  /** A page of those whom it was given to, the newest first. */
  readonly holders: readonly GivenRight[];
  /** The last ones, the newest first. */
  readonly changes: readonly RightChange[];
  /** Of people and groups, by id; '' for one that the directory no longer knows. */
  readonly names: ReadonlyMap<string, string>;
  /** The roles that give it too. */
  readonly roles: readonly RoleName[];
  readonly isNarrowed: boolean;
  readonly isNarrowable: boolean;
  readonly next: string | undefined;
  readonly isFirst: boolean;
  readonly notice: string;
  /** From whom it was just taken. */
  readonly undo?: RightHolder;
  readonly typed?: TypedHolder;
}

/** Who has a right, by role or because it was given to them; and, for whoever may, to give it and take it back. */
export function rightView(speech: Speech, shown: ShownRight): Card {
  const { right, mayChange, holders, changes, names, roles, typed } = shown;
  const search: PeopleField = 'people-for-rights';
  return settingCard({
    ...frame(speech, speech.say(`setting.name.${right}`), buttonsOf(speech, shown)),
    notice: shown.notice,
    text: speech.say(`setting.about.${right}`),
    lines: [
      {
        text:
          roles.length === 0
            ? speech.say('right.noRole')
            : speech.say('right.byRole', { roles: roleNames(speech, roles) }),
      },
      ...(holders.length === 0 ? [{ text: speech.say('right.givenToNobody') }] : []),
    ],
    footnotes: changes.map(change => ({ text: changeLine(speech, change, names) })),
    rows: holders.map(({ to, by, at }) => ({
      name: holderName(speech, to, names),
      about: speech.say('right.givenBy', { date: speech.date(at), name: whoText(speech, by, names) }),
      press: mayChange ? speech.say('right.take') : '',
      opens: mayChange
        ? button(speech.say('right.takeFrom', { name: holderName(speech, to, names, plain) }), 'take-right', {
            right,
            from: `${to.kind} ${to.id}`,
          })
        : null,
    })),
    search: {
      dataset: mayChange ? search : '',
      label: speech.say('right.person'),
      placeholder: speech.say('right.personHint'),
      error: typed?.errors.person ?? '',
    },
    fields: mayChange
      ? [
          {
            ...{ id: 'group', label: speech.say('right.group') },
            ...{ value: cut(typed?.group ?? ''), error: typed?.errors.group ?? '' },
          },
        ]
      : [],
    choices: [],
  });
}

function buttonsOf(speech: Speech, { right, mayChange, undo, ...shown }: ShownRight): readonly Button[] {
  const page = (title: string, place: string): Button => button(title, 'setting', { setting: right, place });
  const pages = [
    ...(shown.next === undefined ? [] : [page(speech.say('button.more'), shown.next)]),
    ...(shown.isFirst ? [] : [page(speech.say('button.fromStart'), '')]),
  ];
  if (!mayChange) return [...pages, ...runButtons(speech, 'settings')];
  return [
    button(speech.say('right.give'), 'give-right', { right, to: '' }, { inputs: 'auto', style: 'positive' }),
    ...(undo === undefined
      ? []
      : [button(speech.say('button.undo'), 'give-right', { right, to: `${undo.kind} ${undo.id}` })]),
    ...(shown.isNarrowable ? [narrowButton(speech, right, shown.isNarrowed)] : []),
    ...pages,
    ...runButtons(speech, 'settings'),
  ];
}

const narrowButton = (speech: Speech, right: SettableRight, isNarrowed: boolean): Button =>
  button(speech.say(isNarrowed ? 'right.widen' : 'right.narrow'), 'narrow-right', { right, isNarrowed: !isNarrowed });

function changeLine(speech: Speech, { what, to, by, at }: RightChange, names: ReadonlyMap<string, string>): string {
  const facts = { date: speech.date(at), name: whoText(speech, by, names) };
  switch (what) {
    case 'given':
    case 'taken':
      return speech.say(`right.change.${what}`, {
        ...facts,
        whom: to === undefined ? '' : holderName(speech, to, names),
      });
    case 'narrowed':
    case 'widened':
      return speech.say(`right.change.${what}`, facts);
    default:
      return unreachable(what);
  }
}

/** Where no markdown is rendered, `shown` is `plain`. */
function holderName(
  speech: Speech,
  { kind, id }: RightHolder,
  names: ReadonlyMap<string, string>,
  shown: (text: string) => string = escape,
): string {
  const name = names.get(id) ?? '';
  if (name === '') return speech.say(`right.nameless.${kind}`);
  return kind === 'group' ? speech.say('right.groupCalled', { name: shown(name) }) : shown(name);
}

/** Why a right would be no good to whoever was meant. */
export function unfitText(speech: Speech, unfit: UnfitHolder): string {
  switch (unfit.kind) {
    case 'nobody':
    case 'several':
    case 'no-group':
      return speech.say(`right.unfit.${unfit.kind}`);
    case 'guest':
    case 'disabled':
      return speech.say(`right.unfit.${unfit.kind}`, { name: escape(unfit.name) });
    case 'groups-unread':
      return speech.say('right.unfit.groups-unread', { permission: unfit.permission });
    default:
      return unreachable(unfit);
  }
}
