/** What the clock calls: again and again, one run at a time, until the program stops. */
export interface Job<in Needs> {
  readonly name: string;
  readonly everyMs: number;
  readonly run: (needs: Needs) => Promise<unknown>;
}
