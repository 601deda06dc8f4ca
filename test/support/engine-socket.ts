/** The path of the engine's Unix socket that tests use: `DOCKER_HOST` where it names one, else the engine's own default. */
export function engineSocket(): string {
  const host = process.env["DOCKER_HOST"];
  if (host === undefined || host === "") return "/var/run/docker.sock";
  if (!host.startsWith("unix://")) throw new Error(`The tests need an engine on a Unix socket; DOCKER_HOST is ${host}`);
  return host.slice("unix://".length);
}
