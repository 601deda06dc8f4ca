import { z } from "zod";

const rights = z.string().regex(/^[rwm]{1,3}$/u);

/** Host devices: `/dev/fuse`, `/dev/a:/dev/b:rw`, or objects; gives the engine's list. */
export const devices = z
  .array(
    z.union([
      z.string().regex(/^\/[^:]*(:\/[^:]*)?(:[rwm]{1,3})?$/u),
      z.strictObject({
        host_path: z.string().min(1).describe("Path of the device on the host."),
        container_path: z.string().min(1).optional().describe("Path inside; the same when absent."),
        permissions: rights.optional().describe("Of r, w and m; all when absent."),
      }),
    ]),
  )
  .transform((given) =>
    given.map((device) => {
      if (typeof device === "object") {
        const { host_path: host, container_path: inside = host, permissions = "rwm" } = device;
        return { PathOnHost: host, PathInContainer: inside, CgroupPermissions: permissions };
      }
      const [host = "", ...rest] = device.split(":");
      const inside = rest.find((part) => part.startsWith("/")) ?? host;
      const permissions = rest.find((part) => !part.startsWith("/")) ?? "rwm";
      return { PathOnHost: host, PathInContainer: inside, CgroupPermissions: permissions };
    }),
  )
  .describe("Devices of the host: `/dev/fuse`, `/dev/a:/dev/b:rw`.");

const most = z.int().min(-1);

/** Process limits: `{nofile: 1024}`, `{nofile: {soft, hard}}` or `nofile=1024:2048`; gives the engine's list. */
export const ulimits = z
  .union([
    z.record(z.string().regex(/^[a-z]+$/u), z.union([most, z.strictObject({ soft: most, hard: most })])),
    z.array(z.string().regex(/^[a-z]+=-?\d+(:-?\d+)?$/u)),
  ])
  .transform((given) => {
    if (Array.isArray(given)) {
      return given.map((text) => {
        const [name = "", values = ""] = text.split("=");
        const [soft = "", hard = soft] = values.split(":");
        return { Name: name, Soft: Number(soft), Hard: Number(hard) };
      });
    }
    return Object.entries(given).map(([name, value]) => ({
      Name: name,
      Soft: typeof value === "number" ? value : value.soft,
      Hard: typeof value === "number" ? value : value.hard,
    }));
  })
  .describe("Process limits: `{nofile: 1024}` or `nofile=1024:2048`.");
