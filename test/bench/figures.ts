/** What a bench has measured: for people, and for programs. */
export interface Figures {
  readonly table: readonly { readonly figure: string; readonly target: string; readonly measured: string }[];
  readonly json: Record<string, unknown>;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/** For people: no digits after the point. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
