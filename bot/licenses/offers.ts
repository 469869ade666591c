import { census, creditsSkuId, offers, type Offer, type Person, type Sku } from '../../core/index.ts';
import type { AssignmentStep } from './assignments.ts';
import type { People } from './people.ts';

/** Who would get a license in this step if all were chosen: S1 those who lack telephony, S3 those who lack the credits license. */
export function lacking(step: AssignmentStep, { people, skus }: People): readonly Person[] {
  const { without, lackCredits } = census(people, skus);
  return step === 'licenses' ? without : lackCredits;
}

/** What can be given in this step. */
export const offersIn = (step: AssignmentStep, skus: readonly Sku[]): readonly Offer[] =>
  step === 'licenses'
    ? offers(skus).filter(offer => offer.seats > 0)
    : skus.filter(({ id }) => id === creditsSkuId).map(sku => ({ id: sku.id, skus: [sku], seats: Infinity }));
