import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { GnosisError } from "../kernel/errors.ts";
import { fromFlags } from "./flags.ts";
import { fromEnvironment } from "./from-environment.ts";
import { fromFile } from "./from-file.ts";
import { describeOrigin, type Given, type Origin } from "./given.ts";
import { ValueProblem } from "./setting-type.ts";
import type { Setting, Surroundings } from "./setting.ts";
import { localUrl } from "./local-url.ts";
import { settingList, type SettingKey, type Settings } from "./settings.ts";

/** What settings are read from. */
export interface Sources extends Surroundings {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The command's own flags; see fromFlags. */
  readonly own?: Readonly<Record<string, "value" | "switch">>;
}

/** Settings with the origin of each, and what else stood on the command line. */
export interface LoadedSettings {
  readonly settings: Settings;
  readonly origins: Readonly<Record<SettingKey, Origin>>;
  /** The YAML file that was read, if any. */
  readonly file: string | undefined;
  readonly own: ReadonlyMap<string, string | true>;
  readonly positionals: readonly string[];
}

/** Reads flags, environment, YAML file and defaults, in this order of precedence. Throws CONFIG_INVALID. */
export async function loadSettings(sources: Sources): Promise<LoadedSettings> {
  const flags = fromFlags(sources.argv, readSecret, sources.own);
  const environment = fromEnvironment(sources.environment, readSecret);
  const named = flags.config ?? environment.config;
  const directory = flags.given.get("dataDir") ?? environment.given.get("dataDir");
  const dataDir = directory === undefined ? defaultOf(settingList.dataDir, sources) : read("dataDir", directory);
  const file = named === undefined ? join(String(dataDir), "config.yaml") : resolve(named);
  const source = readConfig(file, named !== undefined);
  const fileGiven = source === undefined ? new Map<SettingKey, Given>() : await fromFile(file, source, readSecret);

  const settings: Record<string, unknown> = {};
  const origins: Partial<Record<SettingKey, Origin>> = {};
  const surroundings: { serverUrl?: string } & Surroundings = { ...sources };
  for (const key of Object.keys(settingList) as SettingKey[]) {
    const given = flags.given.get(key) ?? environment.given.get(key) ?? fileGiven.get(key);
    settings[key] =
      given === undefined ? defaultOf<unknown>(settingList[key] as Setting<unknown>, surroundings) : read(key, given);
    if (key === "port") surroundings.serverUrl = localUrl(settings as unknown as Settings);
    origins[key] = given?.origin ?? { from: "default" };
  }
  return {
    settings: settings as unknown as Settings,
    origins: origins as Record<SettingKey, Origin>,
    file: source === undefined ? undefined : file,
    own: flags.own,
    positionals: flags.positionals,
  };
}

function defaultOf<T>(setting: Setting<T>, surroundings: Surroundings): T | undefined {
  return typeof setting.default === "function"
    ? (setting.default as (surroundings: Surroundings) => T)(surroundings)
    : setting.default;
}

function read(key: SettingKey, given: Given): unknown {
  const { type } = settingList[key];
  try {
    return "texts" in given.written ? type.fromText(given.written.texts) : type.fromValue(given.written.value);
  } catch (error) {
    if (!(error instanceof ValueProblem)) throw error;
    const { origin } = given;
    const place =
      origin.from === "file" && given.lineOf !== undefined
        ? `${origin.file}, line ${given.lineOf(error.path)}`
        : describeOrigin(origin);
    const inside = error.path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
    throw new GnosisError("CONFIG_INVALID", `${place}: ${key}${inside}: ${error.message}.`, {
      where: `${key}${inside}`,
    });
  }
}

function readSecret(file: string, name: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new GnosisError("CONFIG_INVALID", `${name}: the file '${file}' can't be read: ${reason(error)}.`, {
      where: name,
      next: "Check the path and that this user may read it.",
    });
  }
}

function readConfig(file: string, mustExist: boolean): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (!mustExist && (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new GnosisError("CONFIG_INVALID", `The settings file '${file}' can't be read: ${reason(error)}.`, {
      where: file,
      next: "Check the path and that this user may read it.",
    });
  }
}

const reason = (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error);
