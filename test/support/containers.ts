import { randomBytes } from "node:crypto";
import { engine } from "./engine-call.ts";
import { labels } from "./run-id.ts";

/** What a test container may be beside a sleeping busybox; `config` goes into the engine's create body as it is. */
export interface ContainerOptions {
  readonly name?: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly env?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly hostConfig?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  /** Default true. */
  readonly start?: boolean;
}

/** A container of the tests. */
export interface TestContainer {
  readonly id: string;
  readonly name: string;
}

/** A name that nothing else has. */
export const uniqueName = (prefix = "gnosis-test"): string => `${prefix}-${randomBytes(5).toString("hex")}`;

/** Creates (and starts) a container straight on the engine, labelled with this run. It sleeps and ends at once on SIGTERM. */
export async function createContainer(options: ContainerOptions = {}): Promise<TestContainer> {
  const name = options.name ?? uniqueName();
  const { Id: id } = await engine<{ Id: string }>("POST", `/containers/create?name=${name}`, {
    Image: options.image ?? "busybox:latest",
    Cmd: options.command ?? ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done"],
    Env: options.env ?? [],
    Labels: { ...options.labels, ...labels },
    HostConfig: options.hostConfig ?? {},
    ...options.config,
  });
  if (options.start !== false) await engine("POST", `/containers/${id}/start`);
  return { id, name };
}

/** The engine's own inspection of a container. */
export const inspectContainer = (id: string): Promise<any> => engine("GET", `/containers/${id}/json`);

/** Removes a container by force, with its anonymous volumes. */
export const removeContainer = (id: string): Promise<void> => engine("DELETE", `/containers/${id}?force=true&v=true`);
