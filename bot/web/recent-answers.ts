/**
 * The answers to the latest activities, in memory. Teams sends an activity again when the answer is late (T7): the second one gets
 * the answer of the first, and nothing is done twice. What must hold in every process and after a restart is in stored-answers.ts.
 */
export class RecentAnswers<Answer> {
  readonly #answers = new Map<string, Promise<Answer>>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** An answer for which `isKept` is false is forgotten, so that the same activity may be tried again. */
  once(
    key: string | undefined,
    work: () => Promise<Answer>,
    isKept: (answer: Answer) => boolean = () => true,
  ): Promise<Answer> {
    if (key === undefined) return work();
    const before = this.#answers.get(key);
    if (before !== undefined) return before;
    const answer = work();
    this.#answers.set(key, answer);
    // A failure is not an answer: the same activity may be tried again.
    answer.then(
      given => isKept(given) || this.#answers.delete(key),
      () => this.#answers.delete(key),
    );
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > this.#most && oldest.done !== true) this.#answers.delete(oldest.value);
    return answer;
  }
}
