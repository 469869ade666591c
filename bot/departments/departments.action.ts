import { z } from 'zod';
import { departmentSources, isMonth, unreachable } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import { askSource, fixAnew, saveSource, undoAnew, type ChooseNeeds } from './choose-source.ts';
import { showDepartments, type ShowDepartmentsNeeds } from './show-departments.ts';

const group = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('department'), name: z.string().max(100) }),
  z.object({ kind: z.enum(['none', 'unknown', 'erased']) }),
]);

const asked = z.object({
  ...{ month: z.string().max(7).refine(isMonth), group: group.nullable() },
  from: z.int().min(0).max(1_000_000),
});

/** A month, one of its departments, or another page of either: people by name where whoever presses may see them, so for them alone. */
export const showDepartmentsAction = {
  ...action('departments', 'look', asked, (needs: ShowDepartmentsNeeds, turn, data) =>
    showDepartments(needs, turn, data),
  ),
  isAnsweredBeside: 'where-shared' as const,
};

/** Where departments come from: asked, saved; and months that have closed, worked out anew, or not after all. */
export const departmentSourceAction = action(
  'department-source',
  'money',
  z.discriminatedUnion('step', [
    z.object({ step: z.literal('ask') }),
    z.object({ step: z.literal('save'), source: z.enum(departmentSources) }),
    z.object({ step: z.literal('anew'), since: z.int().optional() }),
    z.object({ step: z.literal('undo-anew'), since: z.int() }),
  ]),
  (needs: ChooseNeeds, turn, asked) => {
    switch (asked.step) {
      case 'ask':
        return askSource(needs, turn);
      case 'save':
        return saveSource(needs, turn, asked.source);
      case 'anew':
        return fixAnew(needs, turn, asked.since);
      case 'undo-anew':
        return undoAnew(needs, turn, asked.since);
      default:
        return unreachable(asked);
    }
  },
);
