import { closest } from "../kernel/closest.ts";
import { GnosisError } from "../kernel/errors.ts";
import type { Given } from "./given.ts";
import { flagName } from "./setting.ts";
import { settingList, type SettingKey } from "./settings.ts";

interface KnownFlag {
  readonly key: SettingKey | "config";
  readonly isFile: boolean;
  readonly isSwitch: boolean;
}

/** Every flag that a settings-reading command takes, without the dashes. */
export const settingFlags: ReadonlyMap<string, KnownFlag> = new Map([
  ["config", { key: "config", isFile: false, isSwitch: false } as KnownFlag],
  ...(Object.keys(settingList) as SettingKey[]).map((key): [string, KnownFlag] => {
    const { secret, type } = settingList[key];
    // A secret in a flag would be readable in the process list, so that only its file can be named there.
    return secret === true
      ? [`${flagName(key)}-file`, { key, isFile: true, isSwitch: false }]
      : [flagName(key), { key, isFile: false, isSwitch: type.isSwitch === true }];
  }),
]);

/** Arguments split into settings and what is left. */
export interface FlagsRead {
  readonly given: ReadonlyMap<SettingKey, Given>;
  readonly config: string | undefined;
  /** Flags of the command's own, by name: `true` where no value came with it. */
  readonly own: ReadonlyMap<string, string | true>;
  readonly positionals: readonly string[];
}

const usage = (message: string, near: readonly string[] = []): GnosisError =>
  new GnosisError("CONFIG_INVALID", message, {
    closest: near,
    next: near[0] === undefined ? "See --help for the flags of this command." : `Did you mean ${near[0]}?`,
  });

/**
 * Reads `--flag value`, `--flag=value`, `--switch` and `--no-switch`. `own` names the command's own flags: `value` takes one, `switch` doesn't.
 * An unknown flag throws CONFIG_INVALID with the closest one.
 */
export function fromFlags(
  argv: readonly string[],
  readSecret: (file: string, name: string) => string,
  own: Readonly<Record<string, "value" | "switch">> = {},
): FlagsRead {
  const texts = new Map<string, string[]>();
  const ownGiven = new Map<string, string | true>();
  const positionals: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? "";
    if (argument === "--") {
      positionals.push(...argv.slice(index + 1));
      break;
    }
    if (!argument.startsWith("-") || argument === "-") {
      positionals.push(argument);
      continue;
    }
    const [, written = "", inline] = /^--?([^=]*)(?:=([\s\S]*))?$/.exec(argument) ?? [];
    const negated =
      !settingFlags.has(written) && written.startsWith("no-") && settingFlags.get(written.slice(3))?.isSwitch;
    const name = negated === true ? written.slice(3) : written;
    const ownKind = argument.startsWith("--") ? own[name] : own[`-${name}`];
    const flag = argument.startsWith("--") ? settingFlags.get(name) : undefined;
    if (ownKind === undefined && flag === undefined) {
      const all = [...settingFlags.keys(), ...Object.keys(own).filter((key) => !key.startsWith("-"))];
      throw usage(
        `There is no flag ${argument.split("=")[0]}.`,
        closest(name, all).map((near) => `--${near}`),
      );
    }
    const isSwitch = ownKind === "switch" || flag?.isSwitch === true;
    const next = argv[index + 1];
    let value = inline;
    if (value === undefined && !isSwitch) {
      if (next === undefined || (next.startsWith("-") && next !== "-"))
        throw usage(`The flag --${name} needs a value.`);
      value = next;
      index += 1;
    }
    if (negated === true && inline !== undefined) throw usage(`The flag --no-${name} takes no value.`);
    if (ownKind !== undefined) ownGiven.set(name, value ?? true);
    else texts.set(name, [...(texts.get(name) ?? []), value ?? (negated === true ? "false" : "true")]);
  }
  const given = new Map<SettingKey, Given>();
  for (const [name, all] of texts) {
    const flag = settingFlags.get(name);
    if (flag === undefined || flag.key === "config") continue;
    given.set(flag.key, {
      origin: { from: "flag", name },
      written: { texts: flag.isFile ? all.map((file) => readSecret(file, `--${name}`)) : all },
    });
  }
  return { given, config: texts.get("config")?.at(-1), own: ownGiven, positionals };
}
