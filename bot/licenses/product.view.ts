import { productName, type Sku } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';

/** What admins know a product by; where its name is not known, its part number or id, and that it is one. */
export function productText(speech: Speech, { id, partNumber }: Pick<Sku, 'id' | 'partNumber'>): string {
  const name = productName({ id });
  if (name !== undefined) return name;
  if (partNumber !== '') return speech.say('product.partNumber', { partNumber });
  return id === '' ? speech.say('people.noName') : speech.say('product.id', { id });
}
