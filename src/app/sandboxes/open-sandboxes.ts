import type { CallerView } from "../../catalogue/operation.ts";
import type { EngineClient } from "../../engine/client.ts";
import type { SandboxEndpoint } from "../../engine/endpoint/endpoint.ts";
import { SandboxNetwork } from "../../engine/sandbox/sandbox-network.ts";
import { openSandboxTable, type SandboxRow, type SandboxTable } from "../../engine/sandbox/sandbox-table.ts";
import { removeSandbox } from "../../engine/sandbox/sandbox-containers.ts";
import type { AuditLog } from "../../guard/audit/audit-log.ts";
import type { GuardedSocket } from "../../proxy/listen/open-socket.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import type { TokenRegister } from "../../catalogue/ports/token-register.ts";
import type { Store } from "../../store/store.ts";
import type { EngineSide } from "../sides/engine-side.ts";
import type { SandboxSettings } from "./sandbox-limits.ts";
import { aboutOf } from "./sandbox-view.ts";
import { endpointOfSandbox, maySee, sandboxPrefix } from "./visitors.ts";

/** What sandboxes work with. */
export interface SandboxParts {
  readonly store: Store;
  readonly settings: SandboxSettings;
  readonly audit: Pick<AuditLog, "note">;
  readonly tokens: TokenRegister;
  /** The engines of the settings, which sandboxes can run on. */
  readonly hosts: () => readonly EngineClient[];
  readonly open: (endpoint: SandboxEndpoint) => EngineSide;
  readonly openSocket: (name: string, path: string, side: EngineSide) => Promise<GuardedSocket>;
  readonly alarm: (message: string) => void;
}

interface Open {
  readonly side: EngineSide;
  readonly socket: GuardedSocket;
}

/** The sandboxes of a server: what is kept of them, and what is open into them. */
export class Sandboxes {
  readonly table: SandboxTable;
  readonly parts: SandboxParts;
  /** What is being made, so that it can be broken off. */
  readonly making = new Map<string, AbortController>();
  readonly network: SandboxNetwork;
  readonly #open = new Map<string, Open>();
  readonly #ending = new Map<string, Promise<void>>();

  constructor(parts: SandboxParts) {
    this.parts = parts;
    this.table = openSandboxTable(parts.store);
    this.network = new SandboxNetwork(this.table.server);
  }

  /** The engine that a sandbox runs on; ENGINE_UNREACHABLE when the settings no longer have it. */
  host(name: string): EngineClient {
    const found = this.parts.hosts().find(({ endpoint }) => endpoint.name === name);
    if (found !== undefined) return found;
    throw new GnosisError("ENGINE_UNREACHABLE", `The settings have no endpoint '${name}' any more.`, {
      next: "Add it again, so that the sandboxes on it can be removed.",
    });
  }

  /** A sandbox that has not ended, by its endpoint's name. */
  rowAt(endpoint: string): SandboxRow | undefined {
    if (!endpoint.startsWith(sandboxPrefix)) return undefined;
    return this.table.live().find((row) => endpointOfSandbox(row) === endpoint);
  }

  /** What is open into a sandbox. */
  sideOf({ id }: Pick<SandboxRow, "id">): EngineSide | undefined {
    return this.#open.get(id)?.side;
  }

  sides(): readonly EngineSide[] {
    return [...this.#open.values()].map(({ side }) => side);
  }

  /** The sides of those that are there for a caller. */
  sidesFor(caller: CallerView): readonly EngineSide[] {
    if (this.#open.size === 0) return [];
    return this.table.live().flatMap((row) => {
      const side = maySee(row, caller) ? this.sideOf(row) : undefined;
      return side === undefined ? [] : [side];
    });
  }

  /** Opens the way into a sandbox whose engine runs: its endpoint and its guarded socket. */
  async enter(row: SandboxRow, container: string): Promise<void> {
    const name = endpointOfSandbox(row);
    const side = this.parts.open({ name, kind: "sandbox", container, host: this.host(row.host) });
    try {
      const socket = await this.parts.openSocket(name, aboutOf(row).socket, side);
      this.#open.set(row.id, { side, socket });
    } catch (thrown) {
      side.close();
      throw thrown;
    }
  }

  /** Ends a sandbox: nothing of it is left when this returns. Called twice it is done once. */
  end(row: SandboxRow, reason: string): Promise<void> {
    const known = this.#ending.get(row.id);
    if (known !== undefined) return known;
    const ending = this.#end(row, reason).finally(() => this.#ending.delete(row.id));
    this.#ending.set(row.id, ending);
    return ending;
  }

  async #end({ id }: SandboxRow, said: string): Promise<void> {
    const row = this.table.live().find((one) => one.id === id);
    if (row === undefined) return;
    // What is said first stands: a removal that is tried again is still that of its caller.
    const reason = row.state === "removing" ? (row.reason ?? said) : said;
    this.table.change(id, { state: "removing", reason });
    this.making.get(id)?.abort(new GnosisError("CONFLICT", `Sandbox ${row.name} was removed while it was made.`));
    await this.leave(id);
    if (row.token !== null) this.#revoke(row.token);
    const host = this.host(row.host);
    await removeSandbox(host, id);
    this.table.change(id, { state: "ended", ended: Date.now(), reason });
    this.table.forgetPast(endpointOfSandbox(row));
    this.parts.audit.note("sandbox.ended", { sandbox: id, name: row.name, owner: row.owner, reason });
    await this.network.drop(host, () => this.table.live().every((one) => one.host !== row.host));
  }

  #revoke(token: string): void {
    try {
      this.parts.tokens.revoke(token);
    } catch (thrown) {
      if (asGnosisError(thrown).code !== "TOKEN_NOT_FOUND") throw thrown;
    }
  }

  /** Closes the way into a sandbox; it goes on running. */
  async leave(id: string): Promise<void> {
    const open = this.#open.get(id);
    this.#open.delete(id);
    await open?.socket.close();
    open?.side.close();
  }

  /** Closes the ways into all of them; they go on running until their end. */
  async close(): Promise<void> {
    for (const making of this.making.values())
      making.abort(new GnosisError("SHUTTING_DOWN", "The server is stopping."));
    await Promise.all([...this.#open.keys()].map((id) => this.leave(id)));
  }
}
