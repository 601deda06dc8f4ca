import type { Settings } from "../config/settings.ts";
import { auditMigrations } from "../guard/audit/audit-migrations.ts";
import { openAudit } from "../guard/audit/open-audit.ts";
import { createGuard } from "../guard/execute.ts";
import { GnosisError } from "../kernel/errors.ts";
import { catalogue } from "../operations/index.ts";
import type { Ports } from "../operations/ports.ts";
import { socketOperations } from "../proxy/operations.ts";
import { openStore } from "../store/store.ts";
import { settingsAuthenticator } from "./callers.ts";
import { createDoors } from "./doors.ts";
import { listen } from "./listen.ts";
import type { Logger } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { putPolicyInForce } from "./policy.ts";
import { readiness } from "./readiness.ts";
import { lookAtSelf, type Self } from "./self.ts";
import { openGuardedSockets } from "./guarded-sockets.ts";
import { containmentOf } from "./sides/containment.ts";
import { endpointsOf } from "./sides/endpoints.ts";
import { openSide } from "./sides/engine-side.ts";
import { version } from "./version.ts";

/** A server that runs. */
export interface RunningServer {
  readonly url: string;
  /** Lets running calls finish, ends streams, signs the log and closes the store. */
  readonly close: () => Promise<void>;
}

/** What a server is started with. */
export interface ServerOptions {
  readonly settings: Settings;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Logger;
  /** Told when the server must not go on, such as when its port turns out to be reachable from outside. */
  readonly onFatal: (error: GnosisError) => void;
}

/** Opens the store, the log, the policy and the engines, and listens. Throws what makes serving impossible. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { settings, environment, log, onFatal } = options;
  const closing: (() => void | Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  try {
    return await start();
  } catch (thrown) {
    await closeAll();
    throw thrown;
  }

  async function start(): Promise<RunningServer> {
    const endpoints = endpointsOf(settings, environment);
    const store = openStore({ directory: settings.dataDir, migrations: auditMigrations });
    closing.push(store.close);
    const audit = openAudit({
      store,
      alarm: (message) => log.error({ part: "audit" }, message),
      ...(settings.auditHeadFile === undefined ? {} : { headFile: settings.auditHeadFile }),
    });
    closing.push(audit.close);
    const metrics = createMetrics();
    const auditLog = metrics.counting(audit.log);
    const policy = putPolicyInForce({
      settings,
      operations: [...catalogue.operations, ...socketOperations].map(({ id }) => id),
      audit: auditLog,
      onBroken: (error) => log.error({ part: "policy" }, error.message),
    });
    closing.push(policy.close);
    const tokens: Ports["tokens"] = {
      create: () => {
        throw new GnosisError("INTERNAL", "Tokens can't be made yet.");
      },
      list: () => [],
      revoke: () => {
        throw new GnosisError("TOKEN_NOT_FOUND", "There is no such token.");
      },
      rotate: () => {
        throw new GnosisError("TOKEN_NOT_FOUND", "There is no such token.");
      },
    };
    let self: Self | undefined;
    const sides = endpoints.map((endpoint) =>
      openSide(endpoint, {
        ports: {
          catalogue: () => catalogue,
          audit: audit.reader,
          tokens,
          server: { version: version(), started: new Date() },
        },
        containment: (endpoint, client, targets) =>
          containmentOf({
            endpoint,
            client,
            targets,
            policy: policy.current,
            operation: catalogue.find,
            isProtected: (id) => self?.isProtected(id) === true,
            own: () => self?.own(),
            privatePaths: policy.file === undefined ? [settings.dataDir] : [settings.dataDir, policy.file],
          }),
      }),
    );
    const [main] = sides;
    if (main === undefined) throw new GnosisError("CONFIG_INVALID", "No engine is configured.", { where: "endpoints" });
    closing.push(() => sides.forEach((side) => side.close()));
    self = await lookAtSelf({ client: main.client, onExposed: onFatal, ...settings });
    closing.push(self.stop);
    const guard = createGuard({
      policy: policy.current,
      audit: auditLog,
      isProtected: self.isProtected,
      checksAnswers: environment["NODE_ENV"] === "test",
      side: (name) => {
        const side = name === undefined ? main : sides.find((one) => one.guard.name === name);
        if (side !== undefined) return side.guard;
        throw new GnosisError("INPUT_INVALID", `There is no endpoint '${name}'.`, {
          where: "endpoint",
          extra: { endpoints: sides.map((one) => one.guard.name) },
        });
      },
    });
    metrics.gauge("store_bytes", "Size of the store's file and its write-ahead log.", () => {
      const { file, log: wal } = store.size();
      return file + wal;
    });
    const doors = createDoors({
      settings,
      guard,
      catalogue,
      authenticate: settingsAuthenticator(settings),
      metrics,
      readiness: () => readiness(sides, audit.reader, policy),
      version: version(),
      onError: (error, request) =>
        log.error({ request, code: error.code, internal: error.detail.internal }, error.message),
    });
    const listening = await listen({ ...settings, headTimeout: settings.requestTimeout, fetch: doors.app.fetch });
    closing.push(() => listening.close(settings.shutdownTimeout));
    closing.push(doors.close);
    const sockets = await openGuardedSockets(settings.sockets, {
      guard,
      audit: auditLog,
      hasRole: (role) => policy.current().hasRole(role),
      side: (name) => (name === undefined ? main : sides.find((one) => one.guard.name === name)),
      warn: (message, detail) => log.error({ part: "socket", detail }, message),
    });
    closing.push(() => Promise.all(sockets.map((socket) => socket.close())).then(() => undefined));
    auditLog.note("server.start", { version: version(), host: settings.host, port: listening.port, pid: process.pid });
    closing.push(() => auditLog.note("server.stop", { pid: process.pid }));
    const host = settings.host.includes(":") ? `[${settings.host}]` : settings.host;
    return { url: `http://${host}:${listening.port}`, close: closeAll };
  }
}
