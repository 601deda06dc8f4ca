import type { AnyOperation } from "../catalogue/operation.ts";
import type { Settings } from "../config/settings.ts";
import { approvalMigrations } from "../guard/approval/approval-migrations.ts";
import { auditMigrations } from "../guard/audit/audit-migrations.ts";
import type { AuditLog } from "../guard/audit/audit-log.ts";
import { openAudit } from "../guard/audit/open-audit.ts";
import type { OnRecord } from "../guard/audit/watched-writer.ts";
import { serverCaller } from "../guard/caller/caller.ts";
import { openAccess } from "../guard/caller/open-access.ts";
import { tokenMigrations } from "../guard/caller/token-migrations.ts";
import { createEditing } from "../guard/approval/edit-approval.ts";
import { createDecisionLinks } from "../guard/approval/decision-links.ts";
import { createGuard } from "../guard/execute.ts";
import type { Guard } from "../guard/guard.ts";
import type { GuardSide } from "../guard/side.ts";
import { openReceipts, undoMigrations } from "../guard/undo/receipts.ts";
import { createUndoDesk } from "./undo-desk.ts";
import { openImageTrash } from "../guard/trash/image-trash.ts";
import { imageTrashMigrations } from "../guard/trash/image-trash-table.ts";
import { openVolumeTrash } from "../guard/trash/volume-trash.ts";
import { volumeTrashMigrations } from "../guard/trash/volume-trash-table.ts";
import { openTrash } from "../guard/trash/trash.ts";
import { openSwaps } from "../guard/recreate/swap.ts";
import { swapMigrations } from "../guard/recreate/swap-table.ts";
import { trashMigrations } from "../guard/trash/trash-table.ts";
import { GnosisError } from "../kernel/errors.ts";
import { createBuildRegister } from "../operations/build/register.ts";
import { catalogue } from "../operations/index.ts";
import { openStore } from "../store/store.ts";
import { buildArchive, buildMigrations } from "./build-archive.ts";
import { prunePlanMigrations, prunePlans } from "./prune-plans.ts";
import { stackMigrations, stackShelf } from "./stack-shelf.ts";
import { openNotices } from "./notices/notices.ts";
import { noticeLinks } from "./notices/links.ts";
import { noticeTargets } from "./notices/targets.ts";
import { openSupervision } from "./approvals.ts";
import { runApproved } from "./run-approved.ts";
import type { Logger } from "./log.ts";
import { setUp } from "./set-up.ts";
import type { ShownSetting } from "../config/show.ts";
import { createRates } from "../guard/rates.ts";
import { policyTools } from "./policy-tools.ts";
import { policyWords } from "./policy-vocabulary.ts";
import { rememberedTarget } from "./what-if.ts";
import { openPolicyVersions, policyMigrations } from "../guard/policy/policy-versions.ts";
import { putPolicyInForce } from "./policy.ts";
import { serverGauges } from "./server-gauges.ts";
import { readiness } from "./readiness.ts";
import { lookAtSelf, type Self } from "./self.ts";
import { createSandboxDesk } from "./sandboxes/sandbox-desk.ts";
import { Sandboxes } from "./sandboxes/open-sandboxes.ts";
import { startSweeping } from "./sandboxes/sweep.ts";
import { visitSandboxes } from "./sandboxes/visit.ts";
import { sandboxMigrations } from "../engine/sandbox/sandbox-table.ts";
import type { CallerView } from "../catalogue/operation.ts";
import type { Endpoint } from "../engine/endpoint/endpoint.ts";
import type { Caller } from "../guard/caller/caller.ts";
import { containmentOf } from "./sides/containment.ts";
import { ownSocketPath } from "./sides/own-socket.ts";
import { privatePaths } from "./sides/private-paths.ts";
import { chooseSide, unreached } from "./sides/choose-side.ts";
import { endpointRegister } from "./sides/endpoint-register.ts";
import { spanEndpoints } from "./sides/span-endpoints.ts";
import { endpointsOf } from "./sides/endpoints.ts";
import { pastMigrations } from "./sides/keep-past.ts";
import { RecentCalls } from "./sides/recent-calls.ts";
import { type EngineSide, openSide } from "./sides/engine-side.ts";
import { version } from "./version.ts";

/** A server that runs. */
export interface RunningServer {
  /** Empty where only guarded sockets were opened. */
  readonly url: string;
  /** Addresses of the guarded sockets. */
  readonly sockets: readonly string[];
  /** On the first start: the admin token, shown this once, and a link that signs a browser in with it. */
  readonly firstToken?: string;
  readonly setUpLink?: string;
  /** For who calls from within this process. */
  readonly guard: Guard;
  /** Tells of every new entry of the audit log. */
  readonly onRecord: OnRecord;
  readonly hasRole: (role: string) => boolean;
  /** Names of the engines that a caller may name. */
  readonly endpoints: (caller: Caller) => readonly string[];
  /** Lets running calls finish, ends streams, signs the log and closes the store. */
  readonly close: () => Promise<void>;
}

/** What a server is started with. */
export interface ServerOptions {
  readonly settings: Settings;
  /** The settings with where each comes from, for people. */
  readonly shown?: readonly ShownSetting[];
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Logger;
  /** Told when the server must not go on, such as when its port turns out to be reachable from outside. */
  readonly onFatal: (error: GnosisError) => void;
  /** False opens the guarded sockets alone. */
  readonly http?: boolean;
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
    const store = openStore({
      directory: settings.dataDir,
      migrations: [
        ...auditMigrations,
        ...tokenMigrations,
        ...approvalMigrations,
        ...pastMigrations,
        ...buildMigrations,
        ...prunePlanMigrations,
        ...stackMigrations,
        ...trashMigrations,
        ...imageTrashMigrations,
        ...volumeTrashMigrations,
        ...swapMigrations,
        ...undoMigrations,
        ...sandboxMigrations,
        ...policyMigrations,
      ],
    });
    closing.push(store.close);
    const audit = openAudit({
      store,
      alarm: (message) => log.error({ part: "audit" }, message),
      ...(settings.auditHeadFile === undefined ? {} : { headFile: settings.auditHeadFile }),
      retention: {
        ...(settings.auditKept === undefined ? {} : { keptFor: settings.auditKept }),
        ...(settings.auditKeptAtMost === undefined ? {} : { keptAtMost: settings.auditKeptAtMost }),
        ...(settings.auditArchive === undefined ? {} : { archive: settings.auditArchive }),
      },
      withoutReads: settings.auditReads === "none",
    });
    closing.push(audit.close);
    void audit.cut();
    // What only ports and sockets need is loaded with them: a client waits for who serves it on its pipes.
    const metrics = options.http === false ? undefined : (await import("./metrics.ts")).createMetrics();
    const calls = new RecentCalls((approval) => supervision.approvals.inspect(serverCaller, approval).decidedBy?.name);
    const watchedLog = calls.watching(audit.log);
    const countedLog = metrics?.counting(watchedLog) ?? watchedLog;
    const decisionLinks = createDecisionLinks(audit.linkKey, () => Date.now());
    const notices = openNotices({
      targets: noticeTargets(settings.notices),
      base: () => `http://127.0.0.1:${settings.port}`,
      links: noticeLinks(decisionLinks, () => Date.now()),
      alarm: (message) => log.error({ part: "notices" }, message),
    });
    closing.push(notices.close);
    const auditLog: AuditLog = {
      ...countedLog,
      note: (kind, detail) => {
        countedLog.note(kind, detail);
        notices.tell(kind, detail);
      },
    };
    const policy = putPolicyInForce({
      settings,
      operations: policyWords,
      audit: auditLog,
      versions: openPolicyVersions(store),
      onBroken: (error) => log.error({ part: "policy" }, error.message),
    });
    closing.push(policy.close);
    const access = openAccess({
      store,
      audit: auditLog,
      anonymousRole: settings.anonymousRole,
      hasRole: (role) => policy.current().hasRole(role),
      ...(settings.adminToken === undefined ? {} : { adminToken: settings.adminToken }),
    });
    closing.push(access.close);
    const supervision = openSupervision({ store, audit, log: auditLog, access, policy: policy.current });
    const editing = createEditing({
      approvals: supervision.approvals,
      guard: () => guard,
      find: (id) => catalogue.find(id),
      recheck: access.recheck,
      replaceSecret: audit.replaceSecret,
    });
    const warn = (message: string, detail: unknown): void => log.error({ part: "socket", detail }, message);
    let self: Self | undefined;
    const isProtected = (id: string): boolean => self?.isProtected(id) === true;
    const reached = (caller?: CallerView): readonly EngineSide[] =>
      caller === undefined ? sides : sides.filter((side) => policy.current().reaches(caller, side.guard.name));
    const named = (caller?: CallerView) => reached(caller).map((side) => ({ name: side.guard.name, side: side.guard }));
    /** Sandboxes that are open and there for a caller; without one, all of them. */
    const entered = (caller?: CallerView): readonly EngineSide[] =>
      caller === undefined ? sandboxes.sides() : sandboxes.sidesFor(caller);
    const sideOf = (name?: string, operation?: AnyOperation, caller?: Caller): GuardSide => {
      const within = name === undefined ? undefined : entered(caller).find((side) => side.guard.name === name);
      if (within !== undefined) return within.guard;
      const there = named(caller);
      if (name !== undefined && there.length < sides.length && !there.some((one) => one.name === name))
        throw unreached(there.map((one) => one.name));
      // Whoever reaches no engine at all is refused by the policy.
      return chooseSide(there.length === 0 && name === undefined ? named().slice(0, 1) : there, name, operation);
    };
    const tools = policyTools({
      inForce: policy,
      load: policy.load,
      audit: audit.reader,
      side: sideOf,
      isProtected,
      lastKnown: (endpoint, kind, id) => rememberedTarget(store, endpoint, kind, id),
    });
    const own = setUp({ store, settings, shown: options.shown ?? [] });
    const builds = createBuildRegister(buildArchive(store, auditLog));
    const receipts = openReceipts(store);
    const plans = prunePlans(store);
    const shelf = stackShelf(store);
    if (endpoints.some(({ kind }) => kind === "embedded")) {
      const { startEmbedded } = await import("../engine/embedded/start-embedded.ts");
      const alarm = (message: string): void => log.error({ part: "engine" }, message);
      closing.push((await startEmbedded({ dataDir: settings.dataDir, environment, alarm })).close);
    }
    const openEngine = (endpoint: Endpoint): EngineSide => {
      const isSandbox = endpoint.kind === "sandbox";
      return openSide(endpoint, {
        keeping: { store, settings, calls },
        ports: {
          catalogue: () => catalogue,
          audit: audit.reader,
          tokens: access.tokens,
          approvals: { ...supervision.approvals, ...editing },
          freezes: supervision.freezes,
          sessions: audit.sessions,
          undo: createUndoDesk({
            receipts,
            guard: () => guard,
            catalogue,
            recordsOf: (session) => audit.sessions.inspect(session).records.map(({ id }) => id),
          }),
          policy: tools,
          server: { version: version(), started: new Date() },
          endpoints: endpointRegister(
            (caller) => [...reached(caller), ...entered(caller)].map(({ client }) => client),
            endpoints,
          ),
          // Whoever is in a sandbox has nothing of the server's own machine.
          ...(isSandbox
            ? {}
            : { projectRoots: settings.projectRoots, builds, sandboxes: sandboxDesk, setUp: own, stacks: shelf }),
          prunes: plans,
        },
        openTrash: (endpoint, engine) =>
          openTrash({
            store,
            endpoint,
            engine,
            keepTime: settings.trashTime,
            maxBytes: settings.trashBytes,
            note: auditLog.note,
          }),
        openImages: (endpoint, engine, trash) =>
          openImageTrash({
            ...{ store, endpoint, engine, note: auditLog.note },
            keepTime: settings.trashTime,
            maxBytes: settings.trashBytes,
            otherBytes: () => trash.list().reduce((sum, { bytes }) => sum + bytes, 0),
            isHeld: trash.holdsImage,
          }),
        openVolumes: (endpoint, engine, trash) =>
          openVolumeTrash({
            ...{ store, endpoint, engine, note: auditLog.note },
            keepTime: settings.trashTime,
            maxBytes: settings.trashBytes,
            otherBytes: () => trash.list().reduce((sum, { bytes }) => sum + bytes, 0),
          }),
        openSwaps: (endpoint, engine, trash) => openSwaps({ store, endpoint, engine, trash, note: auditLog.note }),
        containment: (endpoint, client, targets) =>
          containmentOf({
            endpoint,
            client,
            targets,
            policy: policy.current,
            operation: catalogue.find,
            isProtected,
            own: () => (isSandbox ? undefined : self?.own()),
            engineFiles: settings.engineFiles,
            privatePaths: privatePaths(settings, environment, policy.file()),
            ownSocket: (caller, own) => ownSocketPath(settings.sockets, caller, own),
          }),
      });
    };
    const sandboxes = new Sandboxes({
      ...{ store, settings, audit: auditLog, tokens: access.tokens, open: openEngine },
      hosts: () => sides.map(({ client }) => client),
      openSocket: async (name, path, side) => {
        const { openSandboxSocket } = await import("./sandboxes/sandbox-socket.ts");
        return openSandboxSocket({ guard, audit: auditLog, warn }, { name, path, side });
      },
      alarm: (message) => log.error({ part: "sandboxes" }, message),
    });
    const sandboxDesk = createSandboxDesk(sandboxes, () => guard, catalogue);
    const sides: readonly EngineSide[] = endpoints.map(openEngine);
    const [main] = sides;
    if (main === undefined) throw new GnosisError("CONFIG_INVALID", "No engine is configured.", { where: "endpoints" });
    closing.push(() => sides.forEach((side) => side.close()));
    closing.push(builds.close);
    self = await lookAtSelf({ client: main.client, onExposed: onFatal, ...settings });
    closing.push(self.stop);
    const stopping = new AbortController();
    const gate = createGuard({
      stopping: stopping.signal,
      policy: policy.current,
      audit: auditLog,
      ...supervision,
      rates: createRates(),
      ended: access.ended,
      receipts: {
        receipts,
        inspect: (endpoint, kind, id) => {
          const { client } = [...sides, ...entered()].find((one) => one.guard.name === endpoint) ?? main;
          return client.json("GET", kind === "container" ? `/containers/${id}/json` : `/networks/${id}`);
        },
      },
      isProtected,
      checksAnswers: environment["NODE_ENV"] === "test",
      side: sideOf,
    });
    const names = sides.map((side) => side.guard.name);
    const endpointsFor = (caller: Caller) => [...reached(caller), ...entered(caller)].map((side) => side.guard.name);
    const visited = visitSandboxes(gate, sandboxes);
    const guard: Guard =
      names.length === 1 ? visited : spanEndpoints(visited, (caller) => reached(caller).map((side) => side.guard.name));
    runApproved({ approvals: supervision.approvals, guard, catalogue, recheck: access.recheck });
    // The sockets first: a server that answers over HTTP has opened everything that it was told to.
    const sockets =
      settings.sockets.length === 0
        ? []
        : await (
            await import("./guarded-sockets.ts")
          ).openGuardedSockets(settings.sockets, {
            guard,
            audit: auditLog,
            hasRole: (role) => policy.current().hasRole(role),
            side: (name) => (name === undefined ? main : sides.find((one) => one.guard.name === name)),
            warn,
            ...(metrics === undefined ? {} : { figures: metrics.sockets }),
          });
    closing.push(() => Promise.all(sockets.map((socket) => socket.close())).then(() => undefined));
    closing.push(() => sandboxes.close());
    const sweeping = await startSweeping(sandboxes);
    closing.push(sweeping.stop);
    let port = settings.port;
    if (metrics !== undefined) {
      serverGauges(metrics, { sides, store });
      const [{ createDoors }, { listen }] = await Promise.all([import("./doors.ts"), import("./listen.ts")]);
      const doors = createDoors({
        settings,
        guard,
        catalogue,
        access,
        metrics,
        onRecord: audit.onRecord,
        decide: {
          links: decisionLinks,
          find: supervision.approvals.linked,
          decide: supervision.approvals.decideByLink,
        },
        readiness: () => readiness(sides, audit.reader, policy),
        version: version(),
        endpoints: endpointsFor,
        onError: (error, request) =>
          log.error({ request, code: error.code, internal: error.detail.internal }, error.message),
      });
      const listening = await listen({ ...settings, headTimeout: settings.requestTimeout, fetch: doors.app.fetch });
      doors.attach(listening.server);
      closing.push(() => listening.close(settings.shutdownTimeout));
      closing.push(doors.close);
      port = listening.port;
    }
    auditLog.note("server.start", { version: version(), host: settings.host, port, pid: process.pid });
    closing.push(() => auditLog.note("server.stop", { pid: process.pid }));
    // Whoever waits for a person's answer is let go first: it would hold the stop up.
    closing.push(supervision.approvals.close);
    closing.push(() => stopping.abort(new GnosisError("SHUTTING_DOWN", "The server is stopping.")));
    const host = settings.host.includes(":") ? `[${settings.host}]` : settings.host;
    const url = options.http === false ? "" : `http://${host}:${port}`;
    const first = options.http === false ? undefined : access.setUp();
    return {
      url,
      sockets: sockets.map(({ address }) => address),
      guard,
      onRecord: audit.onRecord,
      hasRole: (role) => policy.current().hasRole(role),
      endpoints: endpointsFor,
      close: closeAll,
      ...(first === undefined ? {} : { firstToken: first.text, setUpLink: `${url}/#code=${first.code}` }),
    };
  }
}
