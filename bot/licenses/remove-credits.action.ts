import { z } from 'zod';
import { creditsHeld, creditsSkuId } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import type { AskNeeds } from '../approvals/ask-approval.ts';
import { mayRemove } from '../approvals/removals.ts';
import { action } from '../chat/action.ts';
import { notice } from '../chat/notice.view.ts';
import { begunReply, orderedReply } from './assignment-reply.ts';
import { beginAssignment, peopleHolding, type AssigningNeeds } from './begin-assignment.ts';
import { chosenIn, pressed } from './chosen-people.ts';
import { readPeople, type PeopleNeeds } from './people.ts';

/** Removes the credits license from those who were named, and from those chosen among people of one name. */
export const removeCreditsAction = action(
  'remove-credits',
  'licenses',
  z.object(pressed),
  async (needs: AssigningNeeds & PeopleNeeds & AskNeeds, turn, data) => {
    const { speech } = turn;
    // Pressed again, it shows what came of the first press.
    const before = await needs.assignments.outcomeOf('credits', data.order);
    if (before !== undefined) return orderedReply(speech, before, needs.clock.now());
    const named = chosenIn(data);
    const { people } = await readPeople(needs);
    const meant = await needs.keptDirectory.afresh(people.filter(({ id }) => named.has(id)));
    const holding = meant.filter(person => creditsHeld(person) !== 'no');
    if (holding.length === 0) {
      const lacks = meant.map(({ name }) => speech.say('remove.lacks', { name: escape(name) }));
      const isNobody = meant.length === 0;
      const saying = (texts: readonly string[]): Card =>
        notice(speech, speech.say('assign.title'), isNobody ? [speech.say('setup.licenses.nobodyChosen')] : texts);
      return { card: saying(lacks), shared: saying([speech.say('remove.noneHas')]) };
    }
    const asked = peopleHolding(holding, [creditsSkuId]);
    const removal = await mayRemove(needs, turn, { id: data.order, people: asked.people.map(({ id }) => id) });
    if (!removal.may) return removal.reply;
    const run = await beginAssignment(needs, turn, 'credits', {
      id: data.order,
      isSetup: false,
      skuIds: [creditsSkuId],
      deed: 'take',
      ...asked,
    });
    return begunReply(speech, run, needs.clock.now());
  },
);
