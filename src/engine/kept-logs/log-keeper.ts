import { redactOutput, secretValues } from "../../kernel/redact-output.ts";
import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";
import { frameBatches } from "../frames.ts";
import type { LiveState } from "../live/live-state.ts";
import type { ContainerInspect } from "../model.ts";
import { openLog } from "../logs/open-log.ts";

/** The label by which a container asks for its last lines to be kept: `true`. */
export const keepLogsLabel = "gnosis-docker.keep-logs";

/** The last output of containers that ended, masked. */
export const logMigrations: readonly Migration[] = [
  {
    number: 13,
    name: "last output",
    sql: `
      CREATE TABLE kept_log (
        number INTEGER PRIMARY KEY,
        endpoint TEXT NOT NULL,
        container TEXT NOT NULL,
        name TEXT NOT NULL,
        image TEXT NOT NULL,
        labels TEXT NOT NULL,
        time INTEGER NOT NULL,
        text TEXT NOT NULL,
        truncated INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX kept_log_container ON kept_log (container, number);
      CREATE INDEX kept_log_name ON kept_log (name, number);
    `,
  },
];

/** The last output of one run of a container. */
export interface KeptLog {
  readonly container: string;
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** When it ended, milliseconds since 1970. */
  readonly time: number;
  /** Standard output and standard error, each line with its time before it; secrets masked. */
  readonly text: string;
  /** True when there was more before it. */
  readonly truncated: boolean;
}

/** One run of which output is kept, without the output. */
export type KeptRun = Omit<KeptLog, "text"> & { readonly characters: number };

/** What the keeper needs. */
export interface LogKeeperOptions {
  readonly store: Store;
  readonly live: LiveState;
  readonly endpoint: string;
  /** True keeps those of all containers, not only of those with the label. */
  readonly all: boolean;
  /** Bytes of one run's output, and of all together. */
  readonly bytesEach: number;
  readonly bytesInAll: number;
}

interface KeptLogRow extends Omit<KeptLog, "labels" | "truncated"> {
  readonly labels: string;
  readonly truncated: number;
}

/** Containers whose output is followed at once. */
const followedAtMost = 200;

/** Follows the output of running containers that ask for it, holding its end in memory, and keeps that when they end. */
export class LogKeeper {
  readonly #options: LogKeeperOptions;
  readonly #followed = new Set<string>();
  readonly #stop = new AbortController();
  readonly #deaf: () => void;

  constructor(options: LogKeeperOptions) {
    this.#options = options;
    this.#deaf = options.live.containers.listen((inspect) => this.#look(inspect));
  }

  /** What is kept of a container, by full id or name, the newest run first. */
  logs(container: string): KeptLog[] {
    const rows = this.#options.store
      .prepare(
        `SELECT container, name, image, labels, time, text, truncated FROM kept_log
         WHERE endpoint = ? AND (container = ? OR name = ?) ORDER BY number DESC LIMIT 100`,
      )
      .all(this.#options.endpoint, container, container) as unknown as KeptLogRow[];
    return rows.map((row) => ({ ...row, labels: JSON.parse(row.labels), truncated: row.truncated !== 0 }));
  }

  /** Runs of which output is kept, the newest first. */
  list(most: number): KeptRun[] {
    const rows = this.#options.store
      .prepare(
        `SELECT container, name, image, labels, time, length(text) AS characters, truncated FROM kept_log
         WHERE endpoint = ? ORDER BY number DESC LIMIT ?`,
      )
      .all(this.#options.endpoint, most) as unknown as (Omit<KeptLogRow, "text"> & { characters: number })[];
    return rows.map((row) => ({ ...row, labels: JSON.parse(row.labels), truncated: row.truncated !== 0 }));
  }

  close(): void {
    this.#deaf();
    this.#stop.abort();
  }

  #look(inspect: ContainerInspect): void {
    const asked = this.#options.all || inspect.Config.Labels?.[keepLogsLabel] === "true";
    if (!asked || !inspect.State.Running || this.#followed.has(inspect.Id)) return;
    if (this.#followed.size >= followedAtMost) return;
    this.#followed.add(inspect.Id);
    void this.#follow(inspect).finally(() => this.#followed.delete(inspect.Id));
  }

  async #follow(inspect: ContainerInspect): Promise<void> {
    const { live, bytesEach } = this.#options;
    const end: Buffer[] = [];
    let bytes = 0;
    let truncated = false;
    try {
      const body = await openLog(live.client, inspect.Id, {
        query: {
          stdout: true,
          stderr: true,
          timestamps: true,
          follow: true,
          since: Date.parse(inspect.State.StartedAt) / 1000,
        },
        signal: this.#stop.signal,
        timeout: "none",
      });
      for await (const batch of frameBatches(body, { multiplexed: !inspect.Config.Tty })) {
        for (const { data } of batch) {
          // A copy: what is kept must not hold the larger piece that it came in.
          end.push(Buffer.from(data));
          bytes += data.length;
        }
        while (bytes > bytesEach && end.length > 1) {
          bytes -= end.shift()!.length;
          truncated = true;
        }
      }
    } catch {
      // Engines without a readable log driver, and streams that break off: what came is kept.
    }
    if (bytes > 0) this.#keep(inspect, Buffer.concat(end).toString(), truncated);
  }

  #keep(inspect: ContainerInspect, text: string, truncated: boolean): void {
    const { store, endpoint, bytesInAll } = this.#options;
    const labels = JSON.stringify(inspect.Config.Labels ?? {});
    const masked = redactOutput(text, secretValues(inspect.Config.Env));
    try {
      store.transaction(() => {
        store
          .prepare(
            "INSERT INTO kept_log (endpoint, container, name, image, labels, time, text, truncated) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          )
          .run(
            endpoint,
            inspect.Id,
            inspect.Name.slice(1),
            inspect.Config.Image,
            labels,
            Date.now(),
            masked,
            truncated ? 1 : 0,
          );
        store
          .prepare(
            `DELETE FROM kept_log WHERE number <= (SELECT number FROM
             (SELECT number, sum(length(text)) OVER (ORDER BY number DESC) AS total FROM kept_log) WHERE total > ? ORDER BY number DESC LIMIT 1)`,
          )
          .run(bytesInAll);
      }, "lazy");
    } catch {
      // A full disk: the output is lost, and the store says so elsewhere.
    }
  }
}
