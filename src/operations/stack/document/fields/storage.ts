import { z } from "zod";
import { setField, type Draft, type Fields } from "../draft.ts";
import { field, type ServiceField } from "../service-field.ts";
import { bytes, flag, oneOrMore, text, whole } from "../values.ts";

/** What a mount comes to. */
type Mounted = { readonly bind: string } | { readonly mount: Fields; readonly volume?: string };

const hostFiles = "write the absolute path of a directory of the engine's host, or use a named volume";
const key = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/u;
const propagation = /^r?(?:private|shared|slave)$/u;

const refuseRelative = (source: string): void => {
  if (/^(?:\.|~)/u.test(source))
    throw new Error(`'${source}' is a path beside the document, and a document here lies on no disk: ${hostFiles}`);
};

/** `[source:]target[:options]`, as Docker Compose reads it on Linux. */
function short(given: string): Mounted {
  const parts = given.split(":");
  if (parts.length > 3) throw new Error(`'${given}' has too many colons; write [source:]target[:options]`);
  const [source = "", target, said = ""] = parts.length === 1 ? ["", given] : parts;
  if (target === undefined || !target.startsWith("/")) throw new Error(`'${target ?? ""}' must be an absolute path inside the container`); // prettier-ignore
  refuseRelative(source);
  const options = said === "" ? [] : said.split(",");
  const bind = source.startsWith("/");
  for (const option of options) {
    const fits = /^(?:ro|rw|consistent|cached|delegated)$/u.test(option) || (bind ? propagation.test(option) || /^[zZ]$/u.test(option) : option === "nocopy"); // prettier-ignore
    if (!fits) throw new Error(`'${option}' is no option of this mount`);
  }
  if (bind) {
    const kept = options.filter((option) => !/^(?:consistent|cached|delegated)$/u.test(option));
    return { bind: `${source}:${target}:${kept.length === 0 ? "rw" : kept.join(",")}` };
  }
  if (source !== "" && !key.test(source))
    throw new Error(`'${source}' is neither an absolute path nor a volume's name`);
  return volumeMount(source, target, options.includes("ro"), options.includes("nocopy"));
}

function volumeMount(source: string, target: string, readOnly: boolean, noCopy: boolean): Mounted {
  return {
    mount: {
      Type: "volume",
      ...(source === "" ? {} : { Source: source }),
      Target: target,
      ...(readOnly ? { ReadOnly: true } : {}),
      VolumeOptions: noCopy ? { NoCopy: true } : {},
    },
    ...(source === "" ? {} : { volume: source }),
  };
}

const long = z.strictObject({
  type: z.enum(["bind", "volume", "tmpfs"]),
  source: text.optional(),
  target: z.string().regex(/^\//u, "must be an absolute path inside the container"),
  read_only: flag.optional(),
  consistency: z.enum(["consistent", "cached", "delegated"]).optional(),
  bind: z
    .strictObject({
      propagation: z.string().regex(propagation).optional(),
      create_host_path: flag.optional(),
      selinux: z.enum(["z", "Z"]).optional(),
    })
    .optional(),
  volume: z.strictObject({ nocopy: flag.optional(), subpath: text.optional() }).optional(),
  tmpfs: z.strictObject({ size: bytes.optional(), mode: whole.optional() }).optional(),
});

function mounted(given: z.output<typeof long>): Mounted {
  const { type, source = "", target, read_only: readOnly = false, bind = {}, volume = {}, tmpfs = {} } = given;
  if (type === "tmpfs") {
    if (source !== "") throw new Error("a tmpfs has no source");
    const options = {
      ...(tmpfs.size === undefined ? {} : { SizeBytes: tmpfs.size }),
      ...(tmpfs.mode === undefined ? {} : { Mode: tmpfs.mode }),
    };
    return {
      mount: {
        ...{ Type: type, Target: target },
        ...(readOnly ? { ReadOnly: true } : {}),
        ...(Object.keys(options).length === 0 ? {} : { TmpfsOptions: options }),
      },
    };
  }
  if (type === "volume") {
    if (source !== "" && !key.test(source)) throw new Error(`'${source}' is no volume's name`);
    const made = volumeMount(source, target, readOnly, volume.nocopy === true) as { mount: Fields; volume?: string };
    if (volume.subpath !== undefined)
      made.mount["VolumeOptions"] = { ...(made.mount["VolumeOptions"] as Fields), Subpath: volume.subpath };
    return made;
  }
  refuseRelative(source);
  if (!source.startsWith("/")) throw new Error(`'${source}' must be an absolute path of the host`);
  // The short form alone has the engine make a directory that isn't there, and relabel one.
  if (bind.create_host_path === true || bind.selinux !== undefined) {
    const options = [readOnly ? "ro" : "rw", bind.selinux, bind.propagation].filter(Boolean);
    return { bind: `${source}:${target}:${options.join(",")}` };
  }
  return {
    mount: {
      ...{ Type: type, Source: source, Target: target },
      ...(readOnly ? { ReadOnly: true } : {}),
      ...(bind.propagation === undefined ? {} : { BindOptions: { Propagation: bind.propagation } }),
    },
  };
}

const volumes = z.array(z.union([z.string(), long])).transform((given, context) => {
  const all: Mounted[] = [];
  for (const [index, one] of given.entries()) {
    try {
      all.push(typeof one === "string" ? short(one) : mounted(one));
    } catch (error) {
      context.addIssue({ code: "custom", path: [index], message: (error as Error).message });
    }
  }
  return all;
});

function putVolumes(all: readonly Mounted[], draft: Draft): void {
  const binds = all.flatMap((one) => ("bind" in one ? [one.bind] : []));
  const mounts = all.flatMap((one) => ("mount" in one ? [one.mount] : []));
  if (binds.length > 0) setField(draft, "HostConfig.Binds", binds);
  if (mounts.length > 0) setField(draft, "HostConfig.Mounts", mounts);
  for (const one of all) if ("volume" in one && one.volume !== undefined) draft.volumes.add(one.volume);
}

/** What it keeps, and what it sees of the host. */
export const storageFields: Readonly<Record<string, ServiceField>> = {
  volumes: field("HostConfig.Binds, Mounts", volumes, putVolumes),
  tmpfs: field("HostConfig.Tmpfs", oneOrMore, (given, draft) =>
    setField(
      draft,
      "HostConfig.Tmpfs",
      Object.fromEntries(
        given.map((entry) => {
          const at = entry.indexOf(":");
          return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
        }),
      ),
    ),
  ),
};
