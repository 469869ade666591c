/** A card as a person reads it: its texts, its fields, its buttons. */
export interface ReadCard {
  readonly texts: readonly string[];
  readonly inputs: readonly Record<string, unknown>[];
  readonly buttons: readonly { readonly title: string; readonly verb: string; readonly data: object }[];
  readonly json: unknown;
}

export function readCard(json: unknown): ReadCard {
  const texts: string[] = [];
  const inputs: Record<string, unknown>[] = [];
  const buttons: { title: string; verb: string; data: object }[] = [];
  visit(json, node => {
    if (node['type'] === 'TextBlock') texts.push(String(node['text']));
    if (node['type'] === 'FactSet') {
      for (const fact of node['facts'] as { title: string; value: string }[])
        texts.push(`${fact.title}: ${fact.value}`);
    }
    if (String(node['type']).startsWith('Input.')) inputs.push(node);
    if (node['type'] === 'Action.Execute') {
      buttons.push({ title: String(node['title']), verb: String(node['verb']), data: node['data'] ?? {} });
    }
  });
  return { texts, inputs, buttons, json };
}

export const textOf = (card: ReadCard): string => card.texts.join('\n');

export function visit(json: unknown, see: (node: Record<string, unknown>) => void): void {
  if (Array.isArray(json)) for (const one of json) visit(one, see);
  else if (typeof json === 'object' && json !== null) {
    see(json as Record<string, unknown>);
    for (const one of Object.values(json)) visit(one, see);
  }
}

/** What is wrong with a card that goes to Teams (T4, T12); empty when it is good. */
export function faultsOf(json: unknown): readonly string[] {
  const faults: string[] = [];
  const text = JSON.stringify(json);
  if (/\$\{/.test(text)) faults.push('an expression was not filled in');
  if (text.length > 25_000) faults.push(`${text.length} characters`);
  visit(json, node => {
    const { type } = node;
    if (type === 'TextBlock' && typeof node['text'] !== 'string') faults.push('a text is no string');
    if (type === 'TextBlock' && node['text'] === '') faults.push('an empty text');
    if (type === 'AdaptiveCard' && node['version'] !== '1.5') faults.push('another version');
    if (type === 'AdaptiveCard' && ((node['actions'] as unknown[] | undefined)?.length ?? 0) > 6)
      faults.push('more than 6 buttons');
    if (
      typeof type === 'string' &&
      type.startsWith('Input.') &&
      (typeof node['label'] !== 'string' || node['label'] === '')
    )
      faults.push('a field without label');
    if (
      typeof type === 'string' &&
      type.startsWith('Action.') &&
      (typeof node['title'] !== 'string' || node['title'] === '')
    )
      faults.push('a button without title');
    if (typeof type === 'string' && type.startsWith('Chart.') && node['fallback'] === undefined)
      faults.push('a chart without fallback');
  });
  return faults;
}
