/** Which cases are tried: each is made of its number and the seed alone. */
export interface Cases {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
}
