import type { Settings } from "../../config/settings.ts";

/** Paths of this process that no container may mount: the server's data, its policy, its secrets, and the sockets that it opens. */
export function privatePaths(
  settings: Pick<Settings, "dataDir" | "sockets" | "endpoints">,
  environment: NodeJS.ProcessEnv,
  policyFile: string | undefined,
): readonly string[] {
  const secrets = Object.entries(environment).flatMap(([name, value]) =>
    name.startsWith("GNOSIS_") && name.endsWith("_FILE") && value?.startsWith("/") === true ? [value] : [],
  );
  const sockets = settings.sockets.flatMap(({ path, tlsKeyFile }) => [path, tlsKeyFile]);
  const keys = settings.endpoints.flatMap(({ tlsKeyFile, sshKeyFile }) => [tlsKeyFile, sshKeyFile]);
  return [settings.dataDir, policyFile, ...secrets, ...sockets, ...keys].filter((path) => path !== undefined);
}
