import { z } from "zod";
import { setField } from "../draft.ts";
import { field, type ServiceField } from "../service-field.ts";
import { commandLine, flag, named, oneOrMore, period, text, variables, whole, words } from "../values.ts";

const nanoseconds = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : Math.round(milliseconds * 1_000_000);

const healthcheck = z
  .strictObject({
    test: z.union([z.string(), words.min(1)]).optional(),
    interval: period.optional(),
    timeout: period.optional(),
    start_period: period.optional(),
    start_interval: period.optional(),
    retries: whole.optional(),
    disable: flag.optional(),
  })
  .superRefine(({ test, disable }, context) => {
    if (disable === true && test !== undefined)
      context.addIssue({ code: "custom", path: ["disable"], message: "says the opposite of `test`; keep one of them" });
    if (Array.isArray(test) && !/^(?:NONE|CMD|CMD-SHELL)$/u.test(test[0] ?? ""))
      context.addIssue({ code: "custom", path: ["test"], message: "a list must begin with NONE, CMD or CMD-SHELL" });
  });

function healthOf(given: z.output<typeof healthcheck>) {
  if (given.disable === true) return { Test: ["NONE"] };
  const { test } = given;
  const said = {
    Test: typeof test === "string" ? ["CMD-SHELL", test] : test,
    Interval: nanoseconds(given.interval),
    Timeout: nanoseconds(given.timeout),
    StartPeriod: nanoseconds(given.start_period),
    StartInterval: nanoseconds(given.start_interval),
    Retries: given.retries,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** What runs inside, and how it is told apart. */
export const processFields: Readonly<Record<string, ServiceField>> = {
  image: field(
    "Image",
    text.refine((given) => given !== "", "must name an image"),
  ),
  command: field("Cmd", commandLine),
  entrypoint: field("Entrypoint", commandLine),
  environment: field("Env", variables, (given, draft) => {
    const list = Object.entries(given).map(([name, value]) => {
      const said = value ?? (Object.hasOwn(draft.env, name) ? draft.env[name] : undefined);
      return said === undefined ? name : `${name}=${said}`;
    });
    if (list.length > 0) setField(draft, "Env", list);
  }),
  labels: field("Labels", named, (given, draft) =>
    setField(draft, "Labels", { ...(draft.body["Labels"] as object | undefined), ...given }),
  ),
  annotations: field("HostConfig.Annotations", named),
  user: field("User", text),
  group_add: field("HostConfig.GroupAdd", words),
  working_dir: field("WorkingDir", text),
  hostname: field("Hostname", text),
  domainname: field("Domainname", text),
  tty: field("Tty", flag),
  stdin_open: field("OpenStdin", flag),
  init: field("HostConfig.Init", flag),
  stop_signal: field("StopSignal", text),
  stop_grace_period: field("StopTimeout", period, (given, draft) =>
    setField(draft, "StopTimeout", Math.ceil(given / 1000)),
  ),
  healthcheck: field("Healthcheck", healthcheck, (given, draft) => setField(draft, "Healthcheck", healthOf(given))),
  logging: field(
    "HostConfig.LogConfig",
    z.strictObject({ driver: text.optional(), options: named.optional() }),
    ({ driver = "", options = {} }, draft) =>
      setField(draft, "HostConfig.LogConfig", { Type: driver, Config: options }),
  ),
  privileged: field("HostConfig.Privileged", flag),
  read_only: field("HostConfig.ReadonlyRootfs", flag),
  cap_add: field("HostConfig.CapAdd", words),
  cap_drop: field("HostConfig.CapDrop", words),
  security_opt: field(
    "HostConfig.SecurityOpt",
    words.refine(
      (list) => !list.some((option) => /^seccomp[=:](?!unconfined$|\{|builtin$)/u.test(option)),
      "a seccomp profile from a file can't be read here; write it out as JSON",
    ),
  ),
  devices: field("HostConfig.Devices", words, (given, draft) =>
    setField(
      draft,
      "HostConfig.Devices",
      given.map((device) => {
        const [PathOnHost = "", PathInContainer = PathOnHost, CgroupPermissions = "rwm"] = device.split(":");
        return { PathOnHost, PathInContainer, CgroupPermissions };
      }),
    ),
  ),
  device_cgroup_rules: field("HostConfig.DeviceCgroupRules", words),
  sysctls: field("HostConfig.Sysctls", named),
  runtime: field("HostConfig.Runtime", text),
  userns_mode: field("HostConfig.UsernsMode", text),
  uts: field("HostConfig.UTSMode", text),
  ipc: field("HostConfig.IpcMode", text),
  pid: field("HostConfig.PidMode", text),
  cgroup: field("HostConfig.CgroupnsMode", z.enum(["host", "private"])),
  cgroup_parent: field("HostConfig.CgroupParent", text),
  dns: field("HostConfig.Dns", oneOrMore),
  dns_search: field("HostConfig.DnsSearch", oneOrMore),
  dns_opt: field("HostConfig.DnsOptions", words),
};
