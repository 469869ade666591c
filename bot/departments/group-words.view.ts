import type { DepartmentGroup } from '../../core/index.ts';
import { plain } from '../../cards/escape.ts';
import type { Speech } from '../chat/speech.ts';

/** What a group is called, plain. */
export function departmentGroupName(speech: Speech, group: DepartmentGroup): string {
  return group.kind === 'department' ? plain(group.name) : speech.say(`departments.group.${group.kind}`);
}

/** A group’s part of a sum; of one that is not above zero nothing is a share. */
export function shareText(speech: Speech, cost: bigint, all: bigint): string {
  if (all <= 0n || cost < 0n) return '–';
  const percent = Number((cost * 1000n) / all) / 10;
  if (cost > 0n && percent < 1) return speech.say('departments.lessThanOne');
  return speech.say('departments.percent', { percent: speech.number(Math.round(percent)) });
}
