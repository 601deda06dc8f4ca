import { randomBytes } from "node:crypto";

/** A question that was put to a client. */
interface Question {
  readonly callerId: string;
  readonly tool: string;
  readonly approval: string;
  readonly until: number;
}

/** Milliseconds that an answer is waited for: as long as an approval is open. */
const lasts = 15 * 60_000;
/** Questions in all; the oldest one makes room. */
const most = 1_000;

/**
 * Questions whose yes counts as an approval. A client can write into a request whatever it likes; only an answer to a question that
 * this server has put, to this caller and for this tool, is taken, and only once.
 */
export class Questions {
  readonly #open = new Map<string, Question>();

  /** Remembers a question; the result goes to the client and comes back with the answer. */
  put(callerId: string, tool: string, approval: string): string {
    const [oldest] = this.#open.keys();
    if (this.#open.size >= most && oldest !== undefined) this.#open.delete(oldest);
    const key = randomBytes(24).toString("base64url");
    this.#open.set(key, { callerId, tool, approval, until: Date.now() + lasts });
    return key;
  }

  /** The approval that was asked about; nothing for what was never asked, asked of others, answered before, or too long ago. */
  take(callerId: string, tool: string, key: unknown): string | undefined {
    const question = typeof key === "string" ? this.#open.get(key) : undefined;
    if (question === undefined || question.callerId !== callerId || question.tool !== tool) return undefined;
    this.#open.delete(String(key));
    return question.until > Date.now() ? question.approval : undefined;
  }
}
