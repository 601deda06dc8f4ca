import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const listen = (path: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => resolve(server));
  });

/**
 * Runs `work` while no other process holds the lock of that name. The lock is an abstract Unix socket: the kernel frees it when its
 * holder dies, however it dies, so there is no stale lock to clear. Only Linux has them; elsewhere nothing is locked.
 */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (process.platform !== "linux") return work();
  let server: Server | undefined;
  for (let tries = 0; server === undefined; tries++) {
    server = await listen(`\0gnosis-docker-test/${name}`);
    if (server !== undefined) break;
    if (tries % 150 === 1) console.error(`prepare: another process works on ${name}; waiting`);
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}
