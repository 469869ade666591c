import { command } from '../chat/command.ts';
import { doctorView } from './doctor.view.ts';
import { examine, type ExaminedBook, type ExaminedDrivers } from './examine.ts';

export const doctor = command({
  name: 'doctor',
  access: 'money',
  onlyShows: () => true,
  arguments: {},
  menus: [],
  run: async (needs: ExaminedDrivers & ExaminedBook, { speech }) => ({
    card: doctorView(speech, await examine(needs, needs), needs.clock.now()),
  }),
});
