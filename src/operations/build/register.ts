import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import type { ImageProgress } from "../image/progress.ts";
import { LineLog } from "./line-log.ts";
import type { Built } from "./run-build.ts";

/** A build as it can be asked for; kept as it stands here. */
export interface BuildRecord {
  readonly id: string;
  readonly project: string;
  readonly tag: string;
  readonly tags: readonly string[];
  readonly status: "building" | "completed" | "failed";
  /** RFC 3339. */
  readonly started: string;
  readonly completed?: string;
  readonly error?: string;
  /** Full id of the image. */
  readonly image?: string;
  readonly logs: readonly string[];
  readonly truncated: boolean;
  /** Id of the token that started it. */
  readonly caller: string;
}

/** Keeps builds over a restart. Implemented by the app; the newest few hundred are enough. */
export interface BuildArchive {
  readonly keep: (record: BuildRecord) => void;
  readonly find: (id: string) => BuildRecord | undefined;
  /** Newest first. */
  readonly list: (limit: number) => readonly BuildRecord[];
}

/** What starts a build. */
export interface BuildStart {
  readonly project: string;
  readonly tags: readonly string[];
  readonly caller: string;
  readonly work: (signal: AbortSignal) => AsyncGenerator<ImageProgress, Built, void>;
}

/** Builds that go on by themselves and can be asked for later. */
export interface BuildRegister {
  /** Starts it and gives its first record at once; throws LIMIT_REACHED when too many run. */
  readonly start: (start: BuildStart) => BuildRecord;
  /** Throws BUILD_NOT_FOUND. */
  readonly find: (id: string) => BuildRecord;
  readonly list: (limit: number) => readonly BuildRecord[];
  /** Ends what runs and waits for it. */
  readonly close: () => Promise<void>;
}

/** Builds at the same time: each loads the host as much as it can. */
const mostRunning = 4;
/** Milliseconds until a build is given up. */
const longest = 3_600_000;

interface Running {
  record: BuildRecord;
  readonly log: LineLog;
  readonly stop: AbortController;
  done: Promise<void>;
}

/** Makes the register; what was running when the server ended before counts as failed. */
export function createBuildRegister(archive: BuildArchive, now: () => Date = () => new Date()): BuildRegister {
  const running = new Map<string, Running>();
  const shown = ({ record, log }: Running): BuildRecord => ({ ...record, logs: log.lines, truncated: log.truncated });
  const settled = (record: BuildRecord): BuildRecord =>
    record.status === "building"
      ? { ...record, status: "failed", error: "The server ended while it was building." }
      : record;

  const finish = (one: Running, end: Partial<BuildRecord>): void => {
    one.record = { ...shown(one), ...end, completed: now().toISOString() };
    archive.keep(one.record);
    running.delete(one.record.id);
  };

  const follow = async (one: Running, work: BuildStart["work"]): Promise<void> => {
    try {
      const steps = work(AbortSignal.any([one.stop.signal, AbortSignal.timeout(longest)]));
      for (;;) {
        const next = await steps.next();
        if (next.done === true) {
          const { id: image, tags } = next.value;
          return finish(one, { status: "completed", image, ...(tags.length === 0 ? {} : { tags }) });
        }
        one.log.add(next.value.message);
      }
    } catch (thrown) {
      const error = one.stop.signal.aborted ? "The server ended while it was building." : asGnosisError(thrown).message;
      return finish(one, { status: "failed", error });
    }
  };

  return {
    start: ({ project, tags, caller, work }) => {
      if (running.size >= mostRunning) {
        throw new GnosisError("LIMIT_REACHED", `${mostRunning} builds are running already.`);
      }
      const started = now();
      const base = { project, tag: tags[0] ?? "", tags, started: started.toISOString(), caller };
      const record: BuildRecord = {
        id: buildId(project, started),
        status: "building",
        logs: [],
        truncated: false,
        ...base,
      };
      archive.keep(record);
      const one: Running = { record, log: new LineLog(), stop: new AbortController(), done: Promise.resolve() };
      running.set(record.id, one);
      one.done = follow(one, work);
      return record;
    },
    find: (id) => {
      const one = running.get(id);
      if (one !== undefined) return shown(one);
      const kept = archive.find(id);
      if (kept === undefined) throw new GnosisError("BUILD_NOT_FOUND", `Build ID not found: ${id}`);
      return settled(kept);
    },
    list: (limit) =>
      archive.list(limit).map((record) => {
        const one = running.get(record.id);
        return one === undefined ? settled(record) : shown(one);
      }),
    close: async () => {
      const all = [...running.values()];
      for (const { stop } of all) stop.abort();
      await Promise.all(all.map(({ done }) => done));
    },
  };
}

/** `<project>_<YYYYmmdd_HHMMSS>_<random>`: two builds of one second are two builds. */
function buildId(project: string, at: Date): string {
  const stamp = at.toISOString().replaceAll(/[-:]/gu, "").replace("T", "_").slice(0, 15);
  const random = Math.floor(Math.random() * 0x1_00_00_00)
    .toString(16)
    .padStart(6, "0");
  return `${project.replaceAll(/[^\w.-]/gu, "-")}_${stamp}_${random}`;
}
