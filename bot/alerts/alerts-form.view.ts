import type { AlertKind } from '../../core/index.ts';
import { alertsFormCard, type AlertsFormView } from '../../cards/alerts-form.ts';
import type { Card } from '../../cards/card.ts';
import { cut } from '../../cards/escape.ts';
import { button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { quietHoursText } from '../chat/quiet-hours-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import { mentionNames, placeText } from './alerts-words.view.ts';
import type { KnownConversation } from './conversations.ts';
import type { KeptRoute } from './route.ts';

/** What a conversation is told of, as a form: as it stands, or as somebody left it with what is wrong. */
export function alertsFormView(
  speech: Speech,
  conversation: KnownConversation,
  shown: {
    /** As it stands, or as it was left. */
    readonly route: KeptRoute;
    /** The kinds that can be left out. */
    readonly choosable: readonly AlertKind[];
    readonly names: ReadonlyMap<string, string>;
    readonly isPersonal: boolean;
    readonly notice?: string;
    readonly typed?: { readonly quiet: string; readonly error: string };
  },
): Card {
  const { id, changes = 0 } = conversation;
  const { route, choosable, typed, notice = '' } = shown;
  const { kinds, quiet } = route;
  const place = placeText(speech, { what: conversation }, shown.names);
  return alertsFormCard({
    ...frame(speech, speech.say('alerts.form.title', { place }), [
      button(
        speech.say('button.save'),
        'save-alerts',
        { conversation: id, seen: changes },
        { inputs: 'auto', style: 'positive' },
      ),
      button(speech.say('button.alertsOff'), 'stop-alerts', { conversation: id }),
      ...runButtons(speech, 'alerts'),
    ]),
    notice,
    text: speech.say('alerts.form.text'),
    kinds: {
      label: speech.say('alerts.form.kinds'),
      value: (kinds === 'all' ? choosable : kinds === 'critical' ? [] : kinds).join(','),
      options: choosable.map(kind => ({ title: speech.say(`alert.${kind}`), value: kind })),
    },
    quiet: {
      label: speech.say('alerts.quiet'),
      placeholder: speech.say('alerts.form.quietHint'),
      value: typed === undefined ? (quiet === undefined ? '' : quietHoursText(speech, quiet)) : cut(typed.quiet),
      error: typed?.error ?? '',
    },
    choices: choicesOf(speech, { route, conversation, isPersonal: shown.isPersonal }),
  });
}

/** What is a matter of course in a chat with one person is not asked there. */
function choicesOf(
  speech: Speech,
  {
    route: { showsAmounts, isThreaded, mentions = [] },
    conversation: { team },
    isPersonal,
  }: { readonly route: KeptRoute; readonly conversation: KnownConversation; readonly isPersonal: boolean },
): AlertsFormView['choices'] {
  const amounts = {
    ...{ id: 'amounts', label: speech.say('alerts.amounts'), value: showsAmounts ? 'shown' : 'left' },
    options: (['shown', 'left'] as const).map(value => ({ title: speech.say(`alerts.amounts.${value}`), value })),
  };
  const style = {
    ...{ id: 'style', label: speech.say('alerts.style'), value: isThreaded === true ? 'threads' : 'posts' },
    options: (['posts', 'threads'] as const).map(value => ({ title: speech.say(`alerts.style.${value}`), value })),
  };
  const called = {
    ...{ id: 'mentions', label: speech.say('alerts.for'), value: 'kept' },
    options: [
      { title: mentionNames(speech, mentions), value: 'kept' },
      { title: speech.say('alerts.forNobody'), value: 'nobody' },
    ],
  };
  return [
    ...(isPersonal ? [] : [amounts]),
    ...(team === undefined ? [] : [style]),
    ...(mentions.length === 0 ? [] : [called]),
  ];
}
