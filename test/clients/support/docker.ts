import { spawn } from "node:child_process";

/** What a run of the docker CLI came to. */
export interface DockerRun {
  readonly code: number | null;
  /** Standard output and error together. */
  readonly output: string;
}

/** How the docker CLI is run. */
export interface DockerOptions {
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the program once its output has this. */
  readonly until?: RegExp;
  /** Runs it in a terminal. */
  readonly terminal?: boolean;
}

/** Runs the docker CLI against a socket; fails when it takes longer than two minutes. */
export function docker(socket: string, args: readonly string[], options: DockerOptions = {}): Promise<DockerRun> {
  const quoted = ["docker", ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const [command, words] = options.terminal === true ? ["script", ["-qec", quoted, "/dev/null"]] : ["docker", args];
  return new Promise((resolve, reject) => {
    const child = spawn(command as string, words as string[], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, DOCKER_HOST: `unix://${socket}`, DOCKER_BUILDKIT: "0", ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    let output = "";
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`docker ${args.join(" ")} did not end; it printed:\n${output.slice(-2000)}`));
    }, 120_000);
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (part: Buffer) => {
        output += part.toString();
        if (options.until?.test(output) === true) child.kill("SIGINT");
      });
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ code, output: output.replaceAll("\r\n", "\n") });
    });
    child.stdin.on("error", () => undefined);
    if (options.terminal === true) child.stdin.write(options.input ?? "");
    else child.stdin.end(options.input ?? "");
  });
}
