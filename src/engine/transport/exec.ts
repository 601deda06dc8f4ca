import { asGnosisError } from "../../kernel/errors.ts";
import type { EngineTunnel } from "../client.ts";
import type { SandboxEndpoint } from "../endpoint/endpoint.ts";
import { ExecSocket } from "./exec-socket.ts";
import type { Explanation, Transport } from "./transport.ts";

/** What joins its standard input and output to the engine's socket: the same command that the docker CLI uses over SSH. */
const dial = ["docker", "system", "dial-stdio"];

/** An engine inside a container, through the engine that the container runs on: no port, no network, no file in common. */
export function execTransport({ container, host }: SandboxEndpoint): Transport {
  const open = async (): Promise<EngineTunnel> => {
    const { Id: exec } = await host.json<{ Id: string }>("POST", `/containers/${container}/exec`, {
      body: { Cmd: dial, AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: false },
    });
    return host.tunnel("POST", `/exec/${exec}/start`, { body: { Detach: false, Tty: false } });
  };
  return { host: "docker", connect: () => new ExecSocket(open), explain, close: () => {} };
}

function explain(error: NodeJS.ErrnoException): Explanation | undefined {
  if (/Cannot connect to the Docker daemon|failed to dial|connection refused/i.test(error.message))
    return { message: "The engine in the sandbox does not answer.", next: "It may be starting again: call again." };
  if (/executable file not found|no such file or directory/i.test(error.message))
    return { message: "The sandbox's image has no docker CLI.", next: "Use an image with docker and dockerd." };
  const { code, message } = asGnosisError(error);
  if (code === "CONTAINER_NOT_FOUND" || code === "CONFLICT")
    return { message: "The sandbox has ended.", next: "Make a new one with sandbox.create." };
  if (code !== "INTERNAL") return { message };
  return error.message === "" ? undefined : { message: error.message };
}
