import { setTimeout as sleep } from "node:timers/promises";
import { asGnosisError } from "../../kernel/errors.ts";
import type { EngineClient } from "../client.ts";
import { StartFailure, startFailure } from "./start-failure.ts";

/** An empty tar archive: two blocks of zeros. */
const nothing = Buffer.alloc(1024);
const image = "gnosis-docker-probe:latest";

/** What a container of an empty image ends with when everything but its program is there. */
const onlyProgramMissing = /no such file or directory|executable file not found/i;

/**
 * Shows that an engine can run containers: it makes an image without any file and starts a container of it. Its file system is mounted,
 * its cgroup and namespaces are made, and only then its program isn't there. Throws StartFailure with what came before that.
 */
export async function proveEngine(client: EngineClient, signal: AbortSignal): Promise<void> {
  let container: string | undefined;
  try {
    const importing = client.values("POST", "/images/create", {
      query: { fromSrc: "-", repo: "gnosis-docker-probe", tag: "latest" },
      headers: { "content-type": "application/x-tar" },
      body: nothing,
      signal,
    });
    for await (const step of importing) {
      const { error } = step as { error?: string };
      if (error !== undefined) throw startFailure(error);
    }
    const made = await client.json<{ Id: string }>("POST", "/containers/create", {
      body: { Image: image, Cmd: ["/nothing"], HostConfig: { NetworkMode: "none" } },
      signal,
    });
    container = made.Id;
    await client.json("POST", `/containers/${container}/start`, { signal });
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof StartFailure) throw thrown;
    const { message } = asGnosisError(thrown);
    if (!onlyProgramMissing.test(message)) throw startFailure(message);
  } finally {
    if (container !== undefined)
      await client.json("DELETE", `/containers/${container}`, { query: { force: true, v: true } }).catch(() => {});
    await client.json("DELETE", `/images/${image}`, { query: { force: true } }).catch(() => {});
  }
}

/** Waits until an engine answers; gives up when `gone` says that there is nothing to wait for any more. */
export async function untilAnswers(
  client: EngineClient,
  options: { readonly signal: AbortSignal; readonly patience: number; readonly gone: () => Promise<boolean> },
): Promise<boolean> {
  const until = performance.now() + options.patience;
  for (;;) {
    try {
      await client.json("GET", "/_ping", { timeout: 5_000, signal: options.signal });
      return true;
    } catch {
      options.signal.throwIfAborted();
    }
    if (await options.gone()) return false;
    if (performance.now() > until) return false;
    await sleep(150, undefined, { signal: options.signal });
  }
}
