import type { AppOptions, IPlugin } from '@microsoft/teams.apps';

type LibraryLogger = NonNullable<AppOptions<IPlugin>['logger']>;

const nothing = (): void => undefined;

/** The library's log holds activities, tokens and addresses: only its errors go on, to the console, of which the log takes their kind alone. */
export const quietLogger: LibraryLogger = {
  ...{ debug: nothing, info: nothing, warn: nothing, trace: nothing },
  error: (...said: readonly unknown[]) => console.error(...said),
  log: (level, ...said: readonly unknown[]) => {
    if (level === 'error') console.error(...said);
  },
  child: () => quietLogger,
};
