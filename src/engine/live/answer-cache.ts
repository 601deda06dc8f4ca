/** Answers that are remembered. */
const rememberedAnswers = 64;

/** Gives the array that was given before when it has the same members: what is made from an answer can then be kept with it. */
export class AnswerCache<T extends readonly unknown[]> {
  readonly #answers = new Map<string, T>();

  same(question: string, answer: T): T {
    const before = this.#answers.get(question);
    if (before && before.length === answer.length && before.every((item, i) => item === answer[i])) return before;
    this.#answers.delete(question);
    this.#answers.set(question, answer);
    if (this.#answers.size > rememberedAnswers) this.#answers.delete(this.#answers.keys().next().value!);
    return answer;
  }
}
