import { GnosisError } from "../../kernel/errors.ts";

const loopbackNames: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Host name of a `Host` header in lower case, without the port; nothing when it is malformed. */
export function hostName(header: string): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?$/.exec(header.toLowerCase())?.[1];
}

/**
 * Refuses a request whose `Host` is not one of ours, with HOST_DENIED: a page of another site that has its name resolve to
 * 127.0.0.1 (DNS rebinding) is stopped by this. Doubled and missing headers are refused too.
 */
export function checkHost(hosts: readonly string[], allowed: readonly string[]): void {
  const [header] = hosts;
  const name = header === undefined || hosts.length !== 1 ? undefined : hostName(header);
  if (name !== undefined && (loopbackNames.has(name) || allowed.some((one) => one.toLowerCase() === name))) return;
  throw new GnosisError(
    "HOST_DENIED",
    `The Host header ${JSON.stringify(hosts.join(", "))} is not one of this server's.`,
    {
      where: "Host",
    },
  );
}
