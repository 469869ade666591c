import { z } from 'zod';
import { action } from '../chat/action.ts';
import { advance, withDraft } from './draft-steps.ts';
import { stepOf, type Draft } from './drafts.ts';
import { replyWith } from './own-card.ts';
import { placeReviewed, submitOrder, type PlacingNeeds } from './place-reviewed.ts';
import { warnSetter } from './present-done.ts';
import { isBegun } from './present-existing.ts';
import { present, type SetupNeeds } from './setup.ts';

const version = z.int().positive();
// An empty input is absent from what the client sends (T6).
const typed = z.string().max(100).default('');

/** S0: prepaid continues, postpaid is shown why there is no pool. */
export const setupBilling = action(
  'setup-billing',
  'money',
  z.object({ version, billing: z.enum(['prepaid', 'postpaid']) }),
  async (needs: SetupNeeds, turn, data) =>
    replyWith(
      needs,
      turn,
      await withDraft(needs, turn, data.version, draft =>
        advance(needs, turn, draft, { step: data.billing === 'prepaid' ? 'licenses' : 'postpaid' }),
      ),
    ),
);

const steps = stepOf(['billing', 'licenses', 'order', 'credits', 'done']);

/** Back and Continue: only to a step that may follow or precede the present one. */
export const setupGo = action(
  'setup-go',
  'setup',
  z.object({ version, step: steps }),
  async (needs: SetupNeeds, turn, data) =>
    replyWith(
      needs,
      turn,
      await withDraft(needs, turn, data.version, async draft => {
        if (!isNextTo(draft, data.step) || (await isHeldBack(needs, draft))) return present(needs, turn, draft);
        if (data.step === 'done') await warnSetter(needs, turn);
        return advance(needs, turn, draft, leadingTo(draft, data.step));
      }),
    ),
);

const neighbors: Record<Draft['step'], readonly z.infer<typeof steps>[]> = {
  billing: [],
  postpaid: ['billing'],
  licenses: ['billing', 'order'],
  order: ['licenses'],
  // A review whose form is no longer valid is drawn as the order, whose Back leads to the licenses.
  review: ['order', 'licenses'],
  credits: ['done'],
  done: ['licenses', 'credits'],
};

/** Credits that are in the book in part can only be completed. */
const isHeldBack = async (needs: SetupNeeds, draft: Draft): Promise<boolean> =>
  draft.step === 'review' && draft.way === 'existing' && (await isBegun(needs, draft));

/** Set-up reopened after it was done leads to a new order, not to the one that was placed, and to a form of the wallet as it is now. */
const leadingTo = (draft: Draft, step: z.infer<typeof steps>): Partial<Draft> =>
  draft.step === 'done' ? { step, attempt: draft.attempt + 1, form: null, way: 'order', existing: null } : { step };

/** Where the form is shown: also in the place of a review that is no longer valid. */
const isAtOrder = ({ step, way }: Draft): boolean => way === 'order' && (step === 'order' || step === 'review');

const isNextTo = (draft: Draft, step: z.infer<typeof steps>): boolean => neighbors[draft.step].includes(step);

/** S2: the form; comes back with the person's values and the errors beside the fields (B16). */
export const setupOrder = action(
  'setup-order',
  'money',
  z.object({
    version,
    currency: typed,
    timeZone: typed,
    minimum: typed,
    addFunds: typed,
    autoRecharge: z.enum(['true', 'false']).default('false'),
    rechargeWith: typed,
    trigger: typed,
    cap: typed,
    upTo: typed,
    payment: z.string().max(200).default(''),
    purchaseOrder: typed,
    // Absent on cards of earlier versions.
    rule: z.string().max(300).default(''),
    hasCap: z.boolean().default(false),
    hasTarget: z.boolean().default(false),
  }),
  async (needs: SetupNeeds, turn, { version: drawnFor, hasCap, hasTarget, rule, upTo, ...typedForm }) =>
    replyWith(
      needs,
      turn,
      await withDraft(needs, turn, drawnFor, draft =>
        // A form without the field for a limit would take the rule's away: it is shown anew.
        isAtOrder(draft)
          ? submitOrder(needs, turn, draft, {
              form: { ...typedForm, ...(hasTarget && { upTo }) },
              rule: hasCap ? rule : '',
            })
          : present(needs, turn, draft),
      ),
    ),
);

export const setupPlace = action(
  'setup-place',
  'money',
  z.object({ version, sure: z.string().max(40).default('') }),
  async (needs: PlacingNeeds, turn, data) =>
    replyWith(
      needs,
      turn,
      await withDraft(needs, turn, data.version, draft =>
        draft.step === 'review' && draft.way === 'order'
          ? placeReviewed(needs, turn, draft, data.sure)
          : present(needs, turn, draft),
      ),
    ),
);
