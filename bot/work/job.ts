/** Run by the scheduler every `everyMs`. Any replica may run a round, and a round may be run twice. */
export interface Job<in Needs> {
  readonly name: string;
  readonly everyMs: number;
  readonly run: (needs: Needs) => Promise<unknown>;
}
