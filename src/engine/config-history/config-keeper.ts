import { createHash } from "node:crypto";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";
import type { Cause } from "../events/kept-event.ts";
import type { LiveState } from "../live/live-state.ts";
import type { ContainerInspect, EngineEvent } from "../model.ts";
import { configOf } from "./config-of.ts";
import { keepSuccession, lineageQuery, successionMigrations } from "./succession.ts";

/** Each set-up is kept once, by the SHA-256 of its canonical text; a version says when which container got it. */
export const configMigrations: readonly Migration[] = [
  {
    number: 12,
    name: "container set-ups",
    sql: `
      CREATE TABLE config_content (hash TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE config_version (
        number INTEGER PRIMARY KEY,
        endpoint TEXT NOT NULL,
        container TEXT NOT NULL,
        name TEXT NOT NULL,
        time INTEGER NOT NULL,
        action TEXT NOT NULL,
        hash TEXT NOT NULL REFERENCES config_content (hash),
        cause TEXT
      ) STRICT;
      CREATE INDEX config_version_container ON config_version (container, number);
      CREATE INDEX config_version_name ON config_version (name, number);
      CREATE INDEX config_version_hash ON config_version (hash);
    `,
  },
  ...successionMigrations,
];

/** How a container was set up from one moment on. */
export interface ConfigVersion {
  readonly number: number;
  readonly container: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** `create`, `update`, `rename`, or `seen` where it was like that when the server first looked. */
  readonly action: string;
  /** SHA-256 of the set-up's canonical JSON, hex. */
  readonly hash: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly cause?: Cause;
}

/** What the keeper needs. */
export interface ConfigKeeperOptions {
  readonly store: Store;
  readonly live: LiveState;
  readonly endpoint: string;
  /** How long versions are kept, milliseconds, and how many at most. */
  readonly keptFor: number;
  readonly keptAtMost: number;
  readonly cause: (event: EngineEvent, time: number) => Cause | undefined;
}

/** Milliseconds between writes, and set-ups in one of them: masking and hashing takes a good part of a millisecond each. */
const writeInterval = 200;
const writeAtOnce = 50;
/** Milliseconds between cuts. */
const cutInterval = 3_600_000;

/** Keeps how each container was set up, whenever that changed. */
export class ConfigKeeper {
  readonly #options: ConfigKeeperOptions;
  readonly #actions = new Map<string, { readonly action: string; readonly time: number; readonly cause?: Cause }>();
  readonly #waiting = new Map<string, ContainerInspect>();
  readonly #seen = new Set<string>();
  /** Containers that are being put in others' places, with their last set-up: until that is settled they are not as they are meant. */
  readonly #settling = new Map<string, ContainerInspect | undefined>();
  readonly #deaf: () => void;
  readonly #timer: NodeJS.Timeout;
  #cutAt = 0;

  constructor(options: ConfigKeeperOptions) {
    this.#options = options;
    const deafToEvents = options.live.listen({ event: (event) => this.#hear(event) });
    const deafToContainers = options.live.containers.listen((inspect) => this.#look(inspect));
    this.#deaf = () => {
      deafToEvents();
      deafToContainers();
    };
    this.#timer = setInterval(() => this.write(), writeInterval);
    this.#timer.unref();
  }

  /** Says that a container takes another's place: its history begins with the other's, and goes on when it is settled. */
  succeeds(container: string, former: string): void {
    const { store, endpoint } = this.#options;
    keepSuccession(store, endpoint, container, former);
    this.#settling.set(container, undefined);
    this.#waiting.delete(container);
  }

  /** Says that it has taken the place for good: what it is now is kept, given as it was just seen or else as it was heard of last. */
  settled(container: string, inspect?: ContainerInspect): void {
    const now = inspect ?? this.#settling.get(container);
    this.#settling.delete(container);
    if (now !== undefined) this.#look(now);
  }

  /** Versions of one container, and of those whose place it took, by full id or by a name that it had, oldest first. */
  versions(container: string): ConfigVersion[] {
    while (this.#waiting.size > 0 && this.write());
    const { store, endpoint } = this.#options;
    const rows = (store.prepare(lineageQuery).all(endpoint, container) as unknown as Row[]).filter(
      // It had another name for a moment, and is as it was.
      ({ container: id, hash }, at, all) => all[at - 1]?.hash !== hash || all[at - 1]?.container !== id,
    );
    return rows.map(({ content, cause, ...row }) => ({
      ...row,
      config: JSON.parse(content),
      ...(cause !== null && { cause: JSON.parse(cause) }),
    }));
  }

  /** Writes some of what waits; false when the store can't be written. */
  write(): boolean {
    if (this.#waiting.size === 0) return true;
    const batch = [...this.#waiting.values()].slice(0, writeAtOnce);
    try {
      this.#options.store.transaction(() => {
        for (const inspect of batch) this.#keep(inspect);
        if (Date.now() - this.#cutAt > cutInterval) this.#cut();
      }, "lazy");
    } catch {
      return false;
    }
    for (const { Id } of batch) {
      this.#waiting.delete(Id);
      this.#actions.delete(Id);
    }
    return true;
  }

  close(): void {
    this.#deaf();
    clearInterval(this.#timer);
    while (this.#waiting.size > 0 && this.write());
  }

  #hear(event: EngineEvent): void {
    const { Type, Action, Actor } = event;
    if (Type !== "container") return;
    if (Action === "destroy") {
      this.#seen.delete(Actor.ID);
      this.#settling.delete(Actor.ID);
    }
    if (Action !== "create" && Action !== "update" && Action !== "rename") return;
    const { live } = this.#options;
    const time = Math.floor(event.timeNano / 1e6);
    const cause = this.#options.cause(event, time + Date.now() - live.engineNow());
    this.#actions.set(Actor.ID, { action: Action, time, ...(cause && { cause }) });
  }

  #look(inspect: ContainerInspect): void {
    if (this.#seen.has(inspect.Id) && !this.#actions.has(inspect.Id)) return;
    this.#seen.add(inspect.Id);
    if (this.#settling.has(inspect.Id)) {
      this.#settling.set(inspect.Id, inspect);
      return;
    }
    this.#waiting.set(inspect.Id, inspect);
  }

  #keep(inspect: ContainerInspect): void {
    const { store, endpoint } = this.#options;
    const content = canonicalJson(configOf(inspect));
    const hash = createHash("sha256").update(content).digest("hex");
    const last = store
      .prepare("SELECT hash FROM config_version WHERE endpoint = ? AND container = ? ORDER BY number DESC LIMIT 1")
      .get(endpoint, inspect.Id) as { hash: string } | undefined;
    if (last?.hash === hash) return;
    const { action, time, cause } = this.#actions.get(inspect.Id) ?? {
      action: last ? "update" : "seen",
      time: Date.now(),
    };
    store.prepare("INSERT OR IGNORE INTO config_content (hash, content) VALUES (?, ?)").run(hash, content);
    store
      .prepare(
        "INSERT INTO config_version (endpoint, container, name, time, action, hash, cause) VALUES (?, ?, ?, ?, ?, ?, ?)",
      )
      .run(endpoint, inspect.Id, inspect.Name.slice(1), time, action, hash, cause ? JSON.stringify(cause) : null);
  }

  #cut(): void {
    const { store, keptFor, keptAtMost } = this.#options;
    this.#cutAt = Date.now();
    // The newest version of a container that is there stays, however old it is.
    store
      .prepare(
        `DELETE FROM config_version WHERE (time < ? AND number NOT IN (SELECT max(number) FROM config_version GROUP BY container))
         OR number <= (SELECT number FROM config_version ORDER BY number DESC LIMIT 1 OFFSET ?)`,
      )
      .run(Date.now() - keptFor, keptAtMost);
    store.prepare("DELETE FROM config_content WHERE hash NOT IN (SELECT hash FROM config_version)").run();
    store.prepare("DELETE FROM config_succession WHERE former NOT IN (SELECT container FROM config_version)").run();
  }
}

interface Row extends Omit<ConfigVersion, "config" | "cause"> {
  readonly content: string;
  readonly cause: string | null;
}
