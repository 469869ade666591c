import { command } from '../chat/command.ts';
import { month } from '../chat/typed-range.ts';
import { takeDepartmentFile, type ChooseNeeds } from './choose-source.ts';
import { showDepartments, type ShowDepartmentsNeeds } from './show-departments.ts';

/** A month by department; with a file attached, that file says from now on who is in which. */
export const departments = command({
  name: 'departments',
  access: 'look',
  arguments: { month },
  menus: [],
  run: (needs: ShowDepartmentsNeeds & ChooseNeeds, turn, given) => {
    const [file] = turn.files;
    return file === undefined
      ? showDepartments(needs, turn, { month: given.month, group: null, from: 0 })
      : takeDepartmentFile(needs, turn, file);
  },
});
