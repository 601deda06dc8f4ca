import type { EngineTunnel } from "../client.ts";
import { frameBatches } from "../frames.ts";
import { KeptDuplex } from "./kept-duplex.ts";

/** The last of what the program complained about, characters. */
const complaintLength = 2_000;

/** Standard input and output of a program in a container as one connection that the HTTP agent can keep. */
export class ExecSocket extends KeptDuplex {
  readonly #open: () => Promise<EngineTunnel>;
  #tunnel: EngineTunnel | undefined;
  #wanted = Promise.withResolvers<void>();

  constructor(open: () => Promise<EngineTunnel>) {
    super();
    this.#open = open;
  }

  override _construct(done: (error?: Error | null) => void): void {
    void this.#connect(done);
  }

  async #connect(done: (error?: Error | null) => void): Promise<void> {
    let tunnel: EngineTunnel;
    try {
      tunnel = await this.#open();
    } catch (error) {
      return done(error as Error);
    }
    this.#tunnel = tunnel;
    tunnel.socket.on("error", () => {});
    if (this.destroyed) tunnel.socket.destroy();
    done();
    await this.#forward(tunnel);
  }

  async #forward({ socket }: EngineTunnel): Promise<void> {
    let complaint = "";
    let received = false;
    try {
      for await (const batch of frameBatches(socket, { multiplexed: true })) {
        for (const { stream, data } of batch) {
          if (stream === "stderr") complaint = (complaint + data.toString()).slice(-complaintLength);
          if (stream !== "stdout") continue;
          received = true;
          if (this.push(data)) continue;
          this.#wanted = Promise.withResolvers();
          await this.#wanted.promise;
        }
      }
      if (received || complaint === "") this.#ended();
      else this.destroy(new Error(complaint.trim()));
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  /** The program has ended: nothing can be sent to it any more either, and a connection that was kept must not be used again. */
  #ended(): void {
    this.once("end", () => this.destroy());
    this.push(null);
    const idle = this.readableLength === 0 && this.listenerCount("data") === 0 && this.listenerCount("readable") === 0;
    if (idle) this.destroy();
  }

  override _read(): void {
    this.#wanted.resolve();
  }

  override _write(data: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A program that ended says why on its error output, which is worth more than a broken pipe.
    this.#tunnel?.socket.write(data, () => done());
  }

  override _final(done: () => void): void {
    if (this.#tunnel === undefined) return done();
    this.#tunnel.socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#tunnel?.socket.destroy();
    this.#wanted.resolve();
    done(error);
  }
}
