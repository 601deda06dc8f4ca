import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { Socket } from "node:net";
import { KeptDuplex } from "./kept-duplex.ts";

/** The last of what the program complained about, bytes. */
const complaintBytes = 4096;
/** Milliseconds for the last output after the program's end: a master connection left behind may hold the pipes open. */
const lastWords = 250;
/** The exit status that ssh keeps for failures of its own, such as a connection that broke off. */
const ownFailure = 255;

/** A program that talks over its standard input and output. */
type Talker = ChildProcessWithoutNullStreams;

/** A program's standard input and output as one connection that the HTTP agent can keep; it may take a moment to start. */
export class ProcessSocket extends KeptDuplex {
  readonly #start: () => Promise<Talker>;
  #child: Talker | undefined;
  #held = true;
  #complaint = "";
  #received = false;
  #wanted = false;
  #over = false;

  constructor(start: () => Promise<Talker>) {
    super();
    this.#start = start;
  }

  /** Nothing is written or read before this calls back. */
  override _construct(done: (error?: Error | null) => void): void {
    void this.#open(done);
  }

  async #open(done: (error?: Error | null) => void): Promise<void> {
    let child: Talker;
    try {
      child = await this.#start();
    } catch (error) {
      return done(error instanceof Error ? error : new Error(String(error)));
    }
    if (this.destroyed) child.kill();
    this.#take(child);
    done();
  }

  #take(child: Talker): void {
    this.#child = child;
    child.on("error", (error) => this.destroy(error));
    child.stdin.on("error", () => {});
    child.stdout.on("readable", () => this.#forward());
    child.stdout.on("end", () => this.#received && setTimeout(() => this.#end(), lastWords).unref());
    child.stderr.on("data", (data: Buffer) => {
      this.#complaint = (this.#complaint + data.toString()).slice(-complaintBytes);
    });
    child.on("close", (code) => this.#ended(code));
    child.on("exit", (code) => setTimeout(() => this.#ended(code), lastWords).unref());
    if (!this.#held) this.#hold("unref");
  }

  #ended(code: number | null): void {
    if (this.#over || this.destroyed) return;
    // After the first byte only what ssh itself says is a failure: the far program's status says nothing of the bytes that came.
    if (code === 0 || (this.#received && code !== ownFailure)) this.#end();
    else this.destroy(this.#failure(code));
  }

  #failure(code: number | null): Error {
    const error: NodeJS.ErrnoException = new Error(this.#complaint.trim() || `it ended with status ${code}`);
    // A connection that worked and broke off: what only reads may be asked again on a new one.
    if (this.#received) error.code = "ECONNRESET";
    return error;
  }

  #end(): void {
    if (this.#over || this.destroyed) return;
    this.#over = true;
    this.push(null);
  }

  #forward(): void {
    while (this.#wanted && !this.#over) {
      const data = this.#child?.stdout.read() as Buffer | null | undefined;
      if (data === null || data === undefined) return;
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
    if (this.#child === undefined) done();
    else this.#child.stdin.write(data, () => done());
  }

  override _final(done: () => void): void {
    if (this.#child === undefined) done();
    else this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child?.kill();
    done(error);
  }

  override ref(): this {
    return this.#hold("ref");
  }

  override unref(): this {
    return this.#hold("unref");
  }

  #hold(how: "ref" | "unref"): this {
    this.#held = how === "ref";
    const child = this.#child;
    if (child === undefined) return this;
    child[how]();
    for (const pipe of [child.stdin, child.stdout, child.stderr]) (pipe as unknown as Socket)[how]();
    return this;
  }
}
