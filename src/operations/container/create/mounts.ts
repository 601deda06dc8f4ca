import { z } from "zod";
import { size } from "../../fields/size.ts";

/** One mount as the engine takes it in `HostConfig.Mounts`. */
export interface EngineMount {
  Type: "bind" | "volume" | "tmpfs";
  Source?: string;
  Target: string;
  ReadOnly?: boolean;
  BindOptions?: { Propagation: string };
  VolumeOptions?: { NoCopy?: boolean };
  TmpfsOptions?: { SizeBytes?: number; Mode?: number };
}

const absolute = z.string().regex(/^\//u, "must be an absolute path").max(4096);
const volumeName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/u;
const bound = z.strictObject({
  bind: absolute.describe("Path inside the container."),
  mode: z.string().max(60).optional().describe("`ro` or `rw`."),
});

/** Volumes and host directories in Docker's short spellings; gives the engine's mounts. */
export const volumes = z
  .union([z.record(z.string().min(1), z.union([absolute, bound])), z.array(z.string().min(1))])
  .transform((given, context): EngineMount[] => {
    try {
      if (Array.isArray(given)) return given.map(shortMount);
      return Object.entries(given).map(([source, to]) =>
        typeof to === "string" ? mountOf(source, to, []) : mountOf(source, to.bind, to.mode?.split(",") ?? []),
      );
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  })
  .describe(
    "Volumes and host directories: an object of source to path inside, or a list of `name:/data`, `/host/dir:/data:ro`, `/data` " +
      "(a new anonymous volume). A source that begins with a slash is a directory of the host and must exist.",
  );

function shortMount(text: string): EngineMount {
  const parts = text.split(":");
  if (parts.length > 3) throw new Error(`'${text}' has too many colons; write source:/path or source:/path:ro`);
  const [source = "", target, options] = parts;
  return target === undefined ? mountOf(undefined, source, []) : mountOf(source, target, options?.split(",") ?? []);
}

function mountOf(source: string | undefined, target: string, options: readonly string[]): EngineMount {
  if (!target.startsWith("/")) throw new Error(`'${target}' must be an absolute path inside the container`);
  const bind = source?.startsWith("/") === true;
  if (source !== undefined && !bind && !volumeName.test(source)) {
    throw new Error(`'${source}' is neither an absolute path nor a volume's name`);
  }
  const mount: EngineMount = { Type: bind ? "bind" : "volume", Target: target };
  if (source !== undefined) mount.Source = source;
  for (const option of options) {
    if (option === "ro") mount.ReadOnly = true;
    else if (option === "nocopy" && !bind) mount.VolumeOptions = { NoCopy: true };
    else if (/^r?(private|shared|slave)$/u.test(option) && bind) mount.BindOptions = { Propagation: option };
    else if (option !== "rw") throw new Error(`'${option}' is no option of a ${mount.Type} mount`);
  }
  return mount;
}

const propagation = z.enum(["private", "rprivate", "shared", "rshared", "slave", "rslave"]);

/** Mounts in the long spelling; gives the engine's mounts. */
export const mounts = z
  .array(
    z.strictObject({
      type: z
        .enum(["bind", "volume", "tmpfs"])
        .describe("bind: a host directory; volume: a named or anonymous volume; tmpfs: memory."),
      source: z.string().min(1).max(4096).optional().describe("Host path, or the volume's name."),
      target: absolute.describe("Path inside the container."),
      read_only: z.boolean().optional().describe("Mounts it read-only."),
      propagation: propagation.optional().describe("For bind mounts."),
      no_copy: z.boolean().optional().describe("For volumes: does not copy what the image has at the target."),
      size: size("For tmpfs: its size.").optional(),
      mode: z
        .string()
        .regex(/^[0-7]{3,4}$/u)
        .optional()
        .describe("For tmpfs: its mode, octal."),
    }),
  )
  .transform((given) =>
    given.map((mount): EngineMount => {
      const tmpfs = {
        ...(mount.size === undefined ? {} : { SizeBytes: mount.size }),
        ...(mount.mode === undefined ? {} : { Mode: Number.parseInt(mount.mode, 8) }),
      };
      return {
        Type: mount.type,
        Target: mount.target,
        ...(mount.source === undefined ? {} : { Source: mount.source }),
        ...(mount.read_only === undefined ? {} : { ReadOnly: mount.read_only }),
        ...(mount.propagation === undefined ? {} : { BindOptions: { Propagation: mount.propagation } }),
        ...(mount.no_copy === undefined ? {} : { VolumeOptions: { NoCopy: mount.no_copy } }),
        ...(Object.keys(tmpfs).length === 0 ? {} : { TmpfsOptions: tmpfs }),
      };
    }),
  )
  .describe("Mounts in the long spelling.");

/** Memory file systems: paths, or paths with options; gives the engine's `HostConfig.Tmpfs`. */
export const tmpfs = z
  .union([z.record(absolute, z.string()), z.array(z.string().regex(/^\//u))])
  .transform((given): Record<string, string> =>
    Array.isArray(given)
      ? Object.fromEntries(
          given.map((text) => {
            const at = text.indexOf(":");
            return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
          }),
        )
      : given,
  )
  .describe("Memory file systems: a list of `/run`, `/tmp:size=64m`, or an object of path to options.");
