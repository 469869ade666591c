import { budgetCard } from '../../cards/budget.ts';
import { button } from '../../cards/verbs.ts';
import { bare, facts, full, many, view, written, type Filled } from './filling.ts';

/** The layout of budgets. */
export const budgetViews: Readonly<Record<string, Filled>> = {
  budget: view(
    budgetCard,
    texts => ({
      ...full(texts),
      ...{ notice: texts.text, headline: texts.text, bar: { filled: 63, rest: 37, style: 'accent' } },
      texts: many(4, () => ({ text: texts.text })),
      ...{ facts: facts(texts), linesTitle: texts.label },
      lines: many(8, index => ({
        ...{ name: written, value: '1,234%', about: texts.text, warning: texts.text },
        bar: index === 0 ? null : { filled: index === 7 ? 100 : 0, rest: index === 7 ? 0 : 100, style: 'attention' },
        opens: index < 6 ? button(texts.label, 'budget', { budget: '1' }) : null,
      })),
      footnotes: many(3, () => ({ text: texts.text })),
    }),
    texts => ({
      ...bare(texts),
      ...{ notice: '', headline: '', bar: null, texts: [], facts: [], linesTitle: '', lines: [], footnotes: [] },
    }),
  ),
};
