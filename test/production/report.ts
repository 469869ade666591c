/** What was done, what was seen and how long it took, a line for each step; what differs is counted. */
export class Report {
  readonly #began = performance.now();
  #failed = 0;

  get failed(): number {
    return this.#failed;
  }

  /** Does a step, which says what it saw; a failure is told, and the next step goes on. */
  async step(name: string, work: () => Promise<string>): Promise<void> {
    const began = performance.now();
    const line = (mark: string, seen: string): void => {
      const at = `${((began - this.#began) / 1000).toFixed(1).padStart(6)} s`;
      const took = `${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s`;
      console.log(`${mark} ${at} ${took}  ${name}: ${seen}`);
    };
    try {
      line('ok  ', await work());
    } catch (error) {
      this.#failed += 1;
      line('FAIL', (error as Error).message);
    }
  }

  /** More lines of the step before, indented. */
  shows(text: string): void {
    for (const line of text.trimEnd().split('\n')) console.log(`       | ${line}`);
  }
}
