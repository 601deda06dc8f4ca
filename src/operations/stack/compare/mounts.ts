import type { Fields } from "../document/draft.ts";

/** What is mounted at one path, in one spelling for `Binds` and `Mounts`. */
interface MountedAt {
  readonly type: string;
  /** Absent for an anonymous volume. */
  readonly source?: string;
  readonly readOnly: boolean;
  readonly options: string;
}

/** Volumes that the engine names itself. */
const anonymous = /^[0-9a-f]{64}$/u;

const path = (target: string): string => target.replace(/(?<=.)\/+$/u, "");

function ofBind(bind: string): readonly [string, MountedAt] {
  const [source = "", target, said = ""] = bind.split(":");
  if (target === undefined) return [path(source), { type: "volume", readOnly: false, options: "" }];
  if (!source.startsWith("/") && anonymous.test(source))
    return [path(target), { type: "volume", readOnly: said.split(",").includes("ro"), options: "" }];
  const options = said.split(",").filter((option) => !/^(?:rw|ro|nocopy|z|rprivate|)$/u.test(option));
  return [
    path(target),
    {
      type: source.startsWith("/") ? "bind" : "volume",
      source: path(source),
      readOnly: said.split(",").includes("ro"),
      options: options.join(","),
    },
  ];
}

function ofMount(mount: Fields): readonly [string, MountedAt] {
  const { Type, Source, Target, ReadOnly } = mount;
  const source = typeof Source === "string" && Source !== "" && !(Type === "volume" && anonymous.test(Source)) ? path(Source) : undefined; // prettier-ignore
  const { Propagation } = (mount["BindOptions"] ?? {}) as { Propagation?: string };
  const { Subpath } = (mount["VolumeOptions"] ?? {}) as { Subpath?: string };
  const options = [Propagation === "rprivate" ? undefined : Propagation, Subpath, mount["TmpfsOptions"] === undefined ? undefined : JSON.stringify(mount["TmpfsOptions"])]; // prettier-ignore
  return [
    path(String(Target)),
    {
      type: String(Type),
      ...(source === undefined ? {} : { source }),
      readOnly: ReadOnly === true,
      options: options.filter((option) => option !== undefined && option !== "").join(","),
    },
  ];
}

/** What a host config mounts, by the path inside. */
export function mountsOf(host: Fields): ReadonlyMap<string, MountedAt> {
  const binds = (host["Binds"] ?? []) as readonly string[];
  const mounts = (host["Mounts"] ?? []) as readonly Fields[];
  return new Map([...binds.map(ofBind), ...mounts.map(ofMount)]);
}
