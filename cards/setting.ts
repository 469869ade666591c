import { layout } from './card.ts';
import type { Choice, Field, Frame } from './frame.ts';
import json from './setting.card.json' with { type: 'json' };
import type { Button } from './verbs.ts';

export interface SettingView extends Frame {
  readonly notice: string;
  readonly text: string;
  /** In small print, before what it is made of. */
  readonly lines: readonly { readonly text: string }[];
  /** What it is made of, such as people; each with what can be done about it, if anything. */
  readonly rows: readonly {
    readonly name: string;
    readonly about: string;
    readonly opens: Button | null;
    readonly press: string;
  }[];
  /** In small print, after it: the last changes. */
  readonly footnotes: readonly { readonly text: string }[];
  /** A field that people are typed into; none where `dataset` is ''. */
  readonly search: {
    readonly dataset: string;
    readonly label: string;
    readonly placeholder: string;
    readonly error: string;
  };
  readonly fields: readonly (Field & { readonly id: string; readonly label: string })[];
  readonly choices: readonly {
    readonly id: string;
    readonly label: string;
    readonly value: string;
    readonly options: readonly Choice[];
  }[];
}

/** One setting: how it stands, and what changes it. */
export const settingCard = layout<SettingView>(json);
