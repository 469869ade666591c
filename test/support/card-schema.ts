import { Ajv } from 'ajv';
import schema from '../data/teams-card.schema.json' with { type: 'json' };

// The schema is made from the types of @microsoft/teams.cards 2.1.0, which Microsoft generates from what its clients draw. In an empty folder:
// npm i @microsoft/teams.cards@2.1.0 ts-json-schema-generator@2.10.0
// echo "import type { IAdaptiveCard } from '@microsoft/teams.cards'; export type Card = IAdaptiveCard;" > card.ts
// npx ts-json-schema-generator --path card.ts --type Card --expose all --jsDoc none --no-type-check

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** What Teams' schema says against a card; of several kinds of element, what stands deepest is what was meant. */
export function schemaFaultsOf(card: unknown): readonly string[] {
  if (validate(card)) return [];
  const depth = (place: string): number => place.split('/').length;
  const errors = validate.errors ?? [];
  const deepest = Math.max(...errors.map(({ instancePath }) => depth(instancePath)));
  return [
    ...new Set(
      errors
        .filter(({ instancePath, keyword }) => keyword === 'additionalProperties' || depth(instancePath) === deepest)
        .map(({ instancePath, message, params }) => `${instancePath}: ${message ?? ''} ${JSON.stringify(params)}`),
    ),
  ];
}
