import { layout } from './card.ts';
import type { Frame } from './frame.ts';
import json from './settings.card.json' with { type: 'json' };
import type { Button } from './verbs.ts';

export interface SettingsView extends Frame {
  /** What was just changed; '' for nothing. */
  readonly notice: string;
  readonly text: string;
  readonly groups: readonly {
    readonly title: string;
    readonly rows: readonly {
      readonly name: string;
      readonly value: string;
      /** Why it cannot be changed; '' for nothing. */
      readonly about: string;
      /** By whom, and when; '' for never. */
      readonly changed: string;
      readonly opens: Button | null;
      /** What is pressed; '' where nothing is. */
      readonly press: string;
    }[];
  }[];
}

/** Everything that is set, each with its way to change it. */
export const settingsListCard = layout<SettingsView>(json);
