declare module 'linebreak' {
  /** Where lines of a text may, or must, end (UAX #14). */
  export default class LineBreaker {
    constructor(text: string);
    /** The next place, from the beginning; null after the last one. */
    nextBreak(): { readonly position: number; readonly required: boolean } | null;
  }
}
