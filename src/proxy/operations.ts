import { z } from "zod";
import type { AnyOperation } from "../catalogue/operation.ts";
import type { Risk } from "../catalogue/risk.ts";

/** Verbs by which nothing is made or changed. */
const looks: ReadonlySet<string> = new Set(["list", "inspect", "logs", "privileges"]);

/**
 * Operations that only the guarded socket knows: parts of the Engine API that no other surface offers. They have no `run` and no
 * route of their own; they exist so that a policy can name them and records can say what was asked.
 */
export const socketOperations: readonly AnyOperation[] = [
  socketOnly("container.attach", "Attach to a container's standard streams.", "change"),
  socketOnly("container.resize", "Set the size of a container's terminal.", "change"),
  socketOnly("exec.inspect", "Look at a command that runs in a container.", "read"),
  socketOnly("exec.resize", "Set the size of the terminal of a command in a container.", "change"),
  socketOnly("volume.update", "Change a cluster volume.", "host"),
  socketOnly("registry.search", "Let the engine search a registry.", "host"),
  socketOnly("registry.inspect", "Let the engine ask a registry for an image's digest.", "host"),
  socketOnly("registry.login", "Let the engine check credentials at a registry.", "host"),
  socketOnly("buildkit.prune", "Remove the build cache, which belongs to nobody alone.", "host"),
  socketOnly("buildkit.cancel", "Cancel a build by its id.", "host"),
  {
    ...socketOnly(
      "buildkit.session",
      "Hand BuildKit a connection, over which builds pass that nobody inspects.",
      "host",
    ),
    uncontained: "buildKit",
  },
  socketOnly("registry.fetch", "Let the engine fetch a build context or an image archive from a URL.", "host"),
  socketOnly("archive.decompress", "Let the engine unpack a compressed archive with programs of the host.", "host"),
  {
    ...socketOnly("archive.write-mount", "Write an archive through a container's bind mount to the host.", "host"),
    uncontained: "privileged",
  },
  socketOnly("image.configure", "Change the configuration of an image while it is imported or committed.", "host"),
  ...family("swarm", "the swarm", ["inspect", "init", "join", "leave", "update", "unlock", "unlock-key"]),
  ...family("node", "nodes of the swarm", ["list", "inspect", "remove", "update"]),
  ...family("service", "services of the swarm", ["list", "create", "inspect", "remove", "update", "logs"]),
  ...family("task", "tasks of the swarm", ["list", "inspect", "logs"]),
  ...family("secret", "secrets of the swarm", ["list", "create", "inspect", "remove", "update"]),
  ...family("config", "configs of the swarm", ["list", "create", "inspect", "remove", "update"]),
  ...family("plugin", "plugins of the engine", [
    ...["list", "privileges", "pull", "create", "inspect", "remove", "enable", "disable", "upgrade", "push", "set"],
  ]),
];

function socketOnly(id: AnyOperation["id"], summary: string, risk: Risk): AnyOperation {
  return {
    id,
    summary,
    risk,
    // Never mounted: the type wants a route, and the reference page says that these belong to the socket.
    http: { method: "POST", path: "/api/guarded-socket" },
    input: z.strictObject({}),
    output: z.null(),
    deadline: "none",
    errors: ["FORBIDDEN"],
    examples: [{ title: "Only through the guarded socket", input: {} }],
  };
}

/** Operations past a single container: nothing in them can be scoped, so that all have risk `host`, and what changes something can't be contained. */
function family(noun: string, what: string, verbs: readonly string[]): AnyOperation[] {
  return verbs.map((verb) => ({
    ...socketOnly(`${noun}.${verb}`, `The Engine API's '${verb}' on ${what}.`, "host"),
    ...(looks.has(verb) ? {} : { uncontained: "privileged" as const }),
  }));
}
