import { request } from "node:http";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { bytes, engine } from "./engine-call.ts";
import { engineSocket } from "./engine-socket.ts";

/** The connection of an exec, handed over by the engine. */
function upgraded(path: string, body: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const headers = { host: "docker", "content-type": "application/json", connection: "Upgrade", upgrade: "tcp" };
    const sent = request({ socketPath: engineSocket(), method: "POST", path, agent: false, headers });
    sent.once("upgrade", (_response, socket: Socket) => resolve(socket)).once("error", reject);
    sent.once("response", (response) => reject(new Error(`${path} gave ${response.statusCode}`)));
    sent.end(body);
  });
}

/** Runs a program inside a container of the test engine with `input` as its standard input; fails with what it printed. */
export async function execWithInput(id: string, command: readonly string[], input: Readable): Promise<void> {
  const created = await engine<{ Id: string }>("POST", `/containers/${id}/exec`, {
    Cmd: command,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const socket = await upgraded(`/exec/${created.Id}/start`, JSON.stringify({ Detach: false, Tty: false }));
  const output = bytes(socket);
  await pipeline(input, socket, { end: false });
  socket.end();
  const printed = (await output).toString();
  const { ExitCode: code } = await engine<{ ExitCode: number }>("GET", `/exec/${created.Id}/json`);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}:\n${printed}`);
}
