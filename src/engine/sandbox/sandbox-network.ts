import type { EngineClient } from "../client.ts";
import { sandboxServerLabel } from "./sandbox-body.ts";

type Labels = Readonly<Record<string, string>>;

/** The name of one server's network. */
const nameOf = (server: string): string => `gnosis-docker-sandboxes-${server}`;

/**
 * The network of one server's sandboxes on an engine: out to the world, but not from one to another, nor to other containers of the host.
 * One step at a time: an engine gladly makes two networks of the same name, and takes one away that was just about to be used.
 */
export class SandboxNetwork {
  readonly #server: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(server: string) {
    this.#server = server;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #ids(host: EngineClient): Promise<readonly string[]> {
    const name = nameOf(this.#server);
    const found = await host.json<readonly { Id: string; Name: string }[]>("GET", "/networks", {
      query: { filters: JSON.stringify({ name: [name] }) },
    });
    return found.flatMap(({ Id, Name }) => (Name === name ? [Id] : []));
  }

  /** Sees to it that it is there, and gives its name. */
  ensure(host: EngineClient, labels: Labels): Promise<string> {
    return this.#inTurn(async () => {
      const name = nameOf(this.#server);
      if ((await this.#ids(host)).length > 0) return name;
      await host.json("POST", "/networks/create", {
        body: {
          Name: name,
          Driver: "bridge",
          CheckDuplicate: true,
          Labels: { ...labels, [sandboxServerLabel]: this.#server, "gnosis-docker.protected": "true" },
          Options: { "com.docker.network.bridge.enable_icc": "false" },
        },
      });
      return name;
    });
  }

  /** Takes it away when nobody wants it any more. */
  drop(host: EngineClient, unwanted: () => boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (!unwanted()) return;
      for (const id of await this.#ids(host)) await host.json("DELETE", `/networks/${id}`).catch(() => {});
    });
  }
}
