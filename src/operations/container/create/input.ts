import { z } from "zod";
import { command } from "../../fields/command.ts";
import { duration } from "../../fields/duration.ts";
import { environment } from "../../fields/environment.ts";
import { labels, namedValues } from "../../fields/labels.ts";
import { containerName, imageReference } from "../../fields/names.ts";
import { size } from "../../fields/size.ts";
import { devices, ulimits } from "./devices.ts";
import { healthcheck } from "./healthcheck.ts";
import { limitFields } from "./limits.ts";
import { mounts, tmpfs, volumes } from "./mounts.ts";
import { ports } from "./ports.ts";

const words = (description: string) => z.array(z.string().min(1).max(256)).optional().describe(description);
const text = (description: string) => z.string().min(1).max(512).optional().describe(description);
const flag = (description: string) => z.boolean().optional().describe(description);

/** What a new container may be: the fields that `container.create` and `container.run` have in common. */
export const createFields = {
  image: imageReference,
  name: containerName.optional(),
  command: command("What to run instead of the image's own command.").optional(),
  entrypoint: command("What to run instead of the image's own entry point.").optional(),
  env: environment("Environment variables.").optional(),
  environment: environment("Another spelling of `env`.").optional(),
  labels: labels.optional(),
  ports: ports.optional(),
  publish_all: flag("Publishes every port that the image exposes on a free port of the host."),
  volumes: volumes.optional(),
  mounts: mounts.optional(),
  tmpfs: tmpfs.optional(),
  network: text("Name or id of the network to join."),
  network_mode: text("Another spelling of `network`; also `none`, `host` and `container:<name>`."),
  aliases: words("Further names in that network."),
  ip: z.union([z.ipv4(), z.ipv6()]).optional().describe("Fixed address in that network."),
  hostname: text("Host name inside."),
  domainname: text("Domain name inside."),
  dns: words("Name servers."),
  dns_search: words("Domains to search."),
  extra_hosts: words("Entries of /etc/hosts: `name:address`."),
  user: text("User inside: `name`, `1000` or `1000:1000`."),
  group_add: words("Further groups."),
  workdir: text("Working directory inside."),
  working_dir: text("Another spelling of `workdir`."),
  tty: flag("Gives it a terminal."),
  stdin_open: flag("Keeps its standard input open."),
  init: flag("Runs a small init process that reaps zombies and forwards signals."),
  read_only: flag("Makes its root file system read-only."),
  auto_remove: flag("Removes it when it ends."),
  stop_signal: text("Signal that asks it to end: SIGTERM unless the image says otherwise."),
  stop_timeout: duration("How long a stop waits before it kills.").optional(),
  ...limitFields,
  shm_size: size("Size of /dev/shm.").optional(),
  ulimits: ulimits.optional(),
  healthcheck: healthcheck.optional(),
  log_driver: text("Log driver: json-file, local, none, …"),
  log_options: namedValues("Options of the log driver.").optional(),
  cap_add: words("Linux capabilities to add."),
  cap_drop: words("Linux capabilities to take away; `ALL` for all."),
  privileged: flag("Gives it everything that the host has."),
  security_opt: words("Security options: `no-new-privileges`, `seccomp=…`, `apparmor=…`."),
  devices: devices.optional(),
  sysctls: namedValues("Kernel parameters of its own namespaces.").optional(),
  pid_mode: text("PID namespace: `host` or `container:<name>`."),
  ipc_mode: text("IPC namespace: `private`, `shareable`, `host`, `none` or `container:<name>`."),
  uts_mode: text("UTS namespace: `host`."),
  userns_mode: text("User namespace: `host`."),
  cgroupns_mode: z.enum(["private", "host"]).optional().describe("Cgroup namespace."),
  runtime: text("Container runtime."),
  platform: text("Platform, such as linux/arm64, where the image has several."),
};

const createObject = z.object(createFields);

/** A parsed description of a new container. */
export type CreateInput = z.output<typeof createObject>;
