import { closest } from "../kernel/closest.ts";
import { GnosisError } from "../kernel/errors.ts";
import type { Given } from "./given.ts";
import { environmentName } from "./setting.ts";
import { settingList, type SettingKey } from "./settings.ts";

/** Variables that Docker links and Kubernetes services of our name put into every container beside them. */
const foreign = /^GNOSIS(_DOCKER)?_(SERVICE_(HOST|PORT)(_\w+)?|PORT_\d+_\w+)$|^GNOSIS_DOCKER_PORT$/;

const keys = Object.keys(settingList) as SettingKey[];

/** Every variable that is read, with the setting it belongs to. */
const known = new Map<string, { readonly key: SettingKey | "config"; readonly isFile: boolean }>([
  ["GNOSIS_CONFIG", { key: "config", isFile: false }],
  ...keys.map((key) => [environmentName(key), { key, isFile: false }] as const),
  ...keys
    .filter((key) => settingList[key].secret === true)
    .map((key) => [`${environmentName(key)}_FILE`, { key, isFile: true }] as const),
]);

/** What `GNOSIS_*` variables say. An empty one counts as not set; an unknown one throws CONFIG_INVALID with the closest name. */
export function fromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  readSecret: (file: string, name: string) => string,
): { readonly given: ReadonlyMap<SettingKey, Given>; readonly config: string | undefined } {
  const given = new Map<SettingKey, Given>();
  let config: string | undefined;
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith("GNOSIS_") || value === undefined || value === "" || foreign.test(name)) continue;
    const entry = known.get(name);
    if (entry === undefined) {
      const near = closest(name, known.keys());
      throw new GnosisError("CONFIG_INVALID", `There is no setting for the environment variable ${name}.`, {
        where: name,
        closest: near,
        next: near[0] === undefined ? "Unset it; docs/settings.md lists every name." : `Did you mean ${near[0]}?`,
      });
    }
    if (entry.key === "config") {
      config = value;
      continue;
    }
    if (given.has(entry.key))
      throw new GnosisError("CONFIG_INVALID", `Both ${environmentName(entry.key)} and its _FILE form are set.`, {
        where: name,
        next: "Unset one of them.",
      });
    given.set(entry.key, {
      origin: { from: "environment", name, ...(entry.isFile ? { file: value } : {}) },
      written: { texts: [entry.isFile ? readSecret(value, name) : value] },
    });
  }
  return { given, config };
}
