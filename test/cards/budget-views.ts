import { budgetCard, type Bar } from '../../cards/budget.ts';
import { button } from '../../cards/verbs.ts';
import { bare, facts, full, many, view, written, type Filled } from './filling.ts';

const all: Bar = { filled: 100, rest: 0, color: 'Attention' };
const some: Bar = { filled: 63, rest: 37, color: 'Accent' };
const none: Bar = { filled: 0, rest: 100, color: 'Warning' };

/** The layout of budgets. */
export const budgetViews: Readonly<Record<string, Filled>> = {
  budget: view(
    budgetCard,
    texts => ({
      ...full(texts),
      ...{ notice: texts.text, headline: texts.text, bar: some },
      texts: many(4, () => ({ text: texts.text })),
      ...{ facts: facts(texts), linesTitle: texts.label },
      lines: many(8, index => ({
        ...{ name: written, value: '1,234%', about: texts.text, warning: texts.text },
        bar: index === 0 ? null : index === 7 ? all : none,
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
