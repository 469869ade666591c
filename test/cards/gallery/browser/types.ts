/** A card as it is drawn: which one, in what state, in which language. */
export interface State {
  readonly card: string;
  readonly state: string;
  readonly language: string;
  readonly json: object;
}

export interface Theme {
  readonly name: string;
  /** A host configuration of Adaptive Cards. */
  readonly host: object;
  /** What the page itself paints in the theme. */
  readonly page: { readonly background: string; readonly text: string; readonly line: string };
}

export interface Fault {
  readonly kind: 'cut' | 'overlap' | 'narrow' | 'contrast';
  readonly text: string;
  readonly about: string;
}

export interface FoundFault extends Fault {
  readonly card: string;
  readonly state: string;
  readonly language: string;
  readonly theme: string;
  readonly width: number;
}

/** What the gallery's page is made of. */
export interface Gallery {
  readonly states: readonly State[];
  readonly themes: readonly Theme[];
  readonly widths: readonly number[];
}
