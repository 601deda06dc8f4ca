import { asGnosisError, GnosisError } from "../../kernel/errors.ts";

/** Pieces that are worked at at the same time: more would only wait for the engine. */
const usual = 4;

/** A piece of work, and which others it comes after. */
export interface Piece {
  readonly name: string;
  /** Names; of what is no piece nothing is waited for. */
  readonly after: readonly string[];
  /** `halt` is aborted when another piece has failed: nothing more may begin then, and throwing its reason is no failure. */
  readonly work: (halt: AbortSignal) => Promise<void>;
}

/**
 * Does each piece as soon as those that it comes after are done, the first ones first and at most `atOnce` at the same time. When one fails
 * no other begins, those under way come to their end, and then the first failure is thrown, which tells of the others.
 */
export async function sideBySide(pieces: readonly Piece[], atOnce = usual): Promise<void> {
  const left = [...pieces];
  const running = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  const halt = new AbortController();
  const undone = (name: string): boolean => running.has(name) || left.some((one) => one.name === name);
  const begin = ({ name, work }: Piece): void => {
    const ended = work(halt.signal)
      .catch((thrown: unknown) => {
        if (thrown !== halt.signal.reason) failures.push(thrown);
        halt.abort();
      })
      .finally(() => running.delete(name));
    running.set(name, ended);
  };
  for (;;) {
    while (running.size < atOnce && failures.length === 0) {
      const at = left.findIndex(({ after }) => !after.some(undone));
      const [next] = at < 0 ? [] : left.splice(at, 1);
      if (next === undefined) break;
      begin(next);
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  if (failures.length > 0) throw together(failures);
}

function together([first, ...others]: readonly unknown[]): unknown {
  if (others.length === 0) return first;
  const error = asGnosisError(first);
  // A caller who goes away, or a deadline, ends all of them in the same words.
  const beside = new Set(others.map((other) => asGnosisError(other).message));
  beside.delete(error.message);
  const message = [error.message, ...[...beside].map((one) => `Beside it: ${one}`)].join(" ");
  return new GnosisError(error.code, message, { ...error.detail, cause: first });
}
