import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/** The last of what the program complained about, bytes. */
const complaintBytes = 4096;
/** Milliseconds for the last output after the program's end: a master connection left behind may hold the pipes open. */
const lastWords = 250;

/** A program's standard input and output as one connection that the HTTP agent can keep. */
export class ProcessSocket extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #complaint = "";
  #received = false;
  #wanted = false;
  #over = false;
  /** The agent compares it with its own idle limit before it keeps a connection. */
  readonly timeout = 0;

  constructor(child: ChildProcessWithoutNullStreams) {
    super({ allowHalfOpen: true });
    this.#child = child;
    child.on("error", (error) => this.destroy(error));
    child.stdin.on("error", () => {});
    child.stdout.on("readable", () => this.#forward());
    child.stdout.on("end", () => this.#received && this.#end());
    child.stderr.on("data", (data: Buffer) => {
      this.#complaint = (this.#complaint + data.toString()).slice(-complaintBytes);
    });
    child.on("close", (code) => this.#ended(code));
    child.on("exit", (code) => setTimeout(() => this.#ended(code), lastWords).unref());
  }

  #ended(code: number | null): void {
    if (this.#over || this.destroyed) return;
    if (this.#received || code === 0) this.#end();
    else this.destroy(new Error(this.#complaint || `it ended with status ${code}`));
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.push(null);
  }

  #forward(): void {
    while (this.#wanted && !this.#over) {
      const data = this.#child.stdout.read() as Buffer | null;
      if (data === null) return;
      this.#received = true;
      this.#wanted = this.push(data);
    }
  }

  override _read(): void {
    this.#wanted = true;
    this.#forward();
  }

  override _write(data: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A program that ended says why on its error output, which is worth more than a broken pipe.
    this.#child.stdin.write(data, () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this.#hold("ref");
  }

  unref(): this {
    return this.#hold("unref");
  }

  #hold(how: "ref" | "unref"): this {
    this.#child[how]();
    for (const pipe of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) (pipe as unknown as Socket)[how]();
    return this;
  }
}
