import { unreachable } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { listCard, type ListRow } from '../../cards/list.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { typedFor } from '../../cards/words.ts';
import { frame, moreButtons, runButtons } from '../chat/frame.view.ts';
import { joined } from '../chat/joined.view.ts';
import type { ListPage } from '../chat/list-page.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Delivery, DestinationState } from '../ports/index.ts';
import { goneText, placeText, reasonWhy, routeText } from './alerts-words.view.ts';
import type { Listed } from './destinations.ts';
import type { KeptRoute } from './route.ts';

type ListedState = Listed & { readonly state: DestinationState | undefined };

/** Everybody who is told when something is amiss. */
export function alertsView(
  speech: Speech,
  page: ListPage<ListedState>,
  shown: {
    readonly text: string;
    /** The conversation that reads it, if alerts are on there. */
    readonly here: ListedState | undefined;
    readonly names: ReadonlyMap<string, string>;
    readonly isNobody: boolean;
  },
): Card {
  const { here, names, text } = shown;
  const standing =
    here === undefined
      ? speech.say('alerts.isOff')
      : speech.say('alerts.here', { route: routeText(speech, here.route) });
  return listCard({
    ...frame(speech, speech.say('alerts.title'), [
      ...(here === undefined ? [alertsButton(speech, 'alertsHere', 'here')] : [formButton(speech, here.id)]),
      ...(shown.isNobody ? [] : [alertsButton(speech, 'alertsTest', 'test')]),
      ...moreButtons(speech, text, page),
    ]),
    text: [standing, shown.isNobody ? speech.say('alerts.nobody') : '', speech.say('alerts.how')]
      .filter(Boolean)
      .join(speech.language === 'en' ? ' ' : ''),
    rows: page.items.map(one => rowOf(speech, one, { names, isHere: one.id === here?.id })),
  });
}

function rowOf(
  speech: Speech,
  one: ListedState,
  { names, isHere }: { readonly names: ReadonlyMap<string, string>; readonly isHere: boolean },
): ListRow {
  const { route, state } = one;
  const place = destinationText(speech, one, names);
  const told = state?.toldAt ?? undefined;
  const isFailing = (state?.failing ?? 0) > 0;
  return {
    title: isHere ? speech.say('alerts.place.here', { place }) : place,
    about: [
      routeText(speech, route),
      told === undefined ? speech.say('alerts.untold') : speech.say('alerts.told', { date: speech.dateTime(told) }),
    ].join(' · '),
    ...troubleOf(speech, one, isFailing),
    note: '',
    open: openButton(speech, one),
  };
}

function troubleOf(
  speech: Speech,
  { kind, gone, isReachable, state }: ListedState,
  isFailing: boolean,
): { readonly warning: string; readonly value: string } {
  if (gone !== undefined) return { warning: goneText(speech, gone), value: speech.say('alerts.state.gone') };
  if (!isReachable) return { warning: unreachableText(speech, kind), value: speech.say('alerts.state.unreachable') };
  return isFailing
    ? { warning: failingText(speech, state), value: speech.say('alerts.state.failing') }
    : { warning: '', value: speech.say('alerts.state.on') };
}

/** What it is called; one that hears only of what nobody acknowledged says so. */
function destinationText(speech: Speech, one: Listed, names: ReadonlyMap<string, string>): string {
  const { kind, what } = one;
  switch (kind) {
    case 'conversation':
      return placeText(speech, one, names);
    case 'escalation': {
      const name = names.get(what.person ?? '') ?? '';
      return speech.say('alerts.place.escalation', {
        name: name === '' ? speech.say('alerts.place.somebody') : escape(name),
      });
    }
    case 'mail':
    case 'webhook':
      return speech.say(`alerts.place.${kind}`, { address: escape(what.address ?? '') });
    default:
      return unreachable(kind);
  }
}

/** What to do so that it can be told. */
function unreachableText(speech: Speech, kind: Listed['kind']): string {
  if (kind === 'mail') return speech.say('alerts.noMail');
  return speech.say(kind === 'webhook' ? 'alerts.noSecret' : 'alerts.unreachable');
}

/** Where it is changed. */
const openButton = (speech: Speech, { kind, id }: Pick<Listed, 'kind' | 'id'>): Button =>
  kind === 'conversation'
    ? formButton(speech, id)
    : button(speech.say('button.alertsForm'), 'setting', { setting: kind, place: '' });

const failingText = (speech: Speech, state: DestinationState | undefined): string =>
  speech.say('alerts.failing', {
    count: speech.number(state?.failing ?? 0),
    reason: reasonWhy(speech, state?.reason ?? null),
  });

/** What was turned on, or changed, and what to do where others read it too. */
export function answeredAsked(
  speech: Speech,
  { id, route }: { readonly id: string; readonly route: KeptRoute },
  { isOpen }: { readonly isOpen: boolean },
): Card {
  const sentences = [speech.say('alerts.on'), speech.say('alerts.here', { route: routeText(speech, route) })];
  return notice(speech, speech.say('alerts.title'), isOpen ? [...sentences, speech.say('alerts.shared')] : sentences, {
    buttons: [
      ...(isOpen
        ? [
            alertsButton(speech, 'showAmounts', 'here with amounts'),
            alertsButton(speech, 'leaveAmountsOut', 'here without amounts'),
          ]
        : []),
      formButton(speech, id),
      ...runButtons(speech, 'alerts'),
    ],
  });
}

/** Nothing comes here, so nothing can be quiet. */
export const notOnHere = (speech: Speech): Card =>
  notice(speech, speech.say('alerts.title'), [speech.say('alerts.isOff'), speech.say('alerts.how')], {
    buttons: [alertsButton(speech, 'alertsHere', 'here')],
  });

/** So many results are shown, the failures first. */
const shownResults = 12;

/** Where a test arrived. */
export function testedView(
  speech: Speech,
  results: readonly (Listed & { readonly delivery: Delivery })[],
  names: ReadonlyMap<string, string>,
): Card {
  const arrived = results.filter(({ delivery }) => delivery.kind === 'delivered');
  const failed = results.filter(({ delivery }) => delivery.kind !== 'delivered');
  const shown = [...failed, ...arrived].slice(0, shownResults);
  const more = results.length - shown.length;
  const count = { arrived: speech.number(arrived.length), count: speech.number(results.length) };
  return listCard({
    ...frame(speech, speech.say('alerts.test'), [...runButtons(speech, 'alerts')]),
    text: joined(
      speech,
      results.length === 0 ? speech.say('alerts.nobody') : speech.say('alerts.tested', count),
      ...(more > 0 ? [speech.say('alerts.tested.more', { count: speech.number(more) })] : []),
    ),
    rows: shown.map(one => ({
      title: destinationText(speech, one, names),
      about: '',
      warning: failureText(speech, one.delivery),
      value: one.delivery.kind === 'delivered' ? speech.say('alerts.tested.arrived') : '',
      note: '',
      open: openButton(speech, one),
    })),
  });
}

const failureText = (speech: Speech, delivery: Delivery): string =>
  delivery.kind === 'delivered'
    ? ''
    : speech.say('alerts.tested.failed', {
        reason: reasonWhy(speech, 'reason' in delivery ? delivery.reason : null),
      });

const formButton = (speech: Speech, conversation: string): Button =>
  button(speech.say('button.alertsForm'), 'alerts-form', { conversation });

const alertsButton = (
  speech: Speech,
  word: 'alertsHere' | 'alertsTest' | 'showAmounts' | 'leaveAmountsOut',
  asked: string,
): Button =>
  button(speech.say(`button.${word}`), 'run', { text: `${typedFor('alerts', 'en')[0] ?? 'alerts'} ${asked}`.trim() });
