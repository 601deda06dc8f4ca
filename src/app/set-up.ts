import type { Setting } from "../config/setting.ts";
import { environmentName, flagName } from "../config/setting.ts";
import { settingList, type SettingKey, type Settings } from "../config/settings.ts";
import type { ShownSetting } from "../config/show.ts";
import { timestamp } from "../kernel/clock.ts";
import { redactText } from "../kernel/redaction.ts";
import type { SettingView, SetUp, StorePart } from "../operations/set-up.ts";
import type { Store } from "../store/store.ts";

interface Part {
  readonly name: string;
  readonly table: string;
  /** The column with Unix milliseconds, or with RFC 3339 text. */
  readonly time?: string;
  /** For how long or how much, in words. */
  readonly kept: (settings: Settings) => string;
  readonly settings?: readonly SettingKey[];
}

const numbers = new Intl.NumberFormat("en");
const count = (value: number): string => numbers.format(value);
const shown = (settings: Settings, key: SettingKey): string =>
  (settingList[key] as Setting<unknown>).type.show(settings[key]);

/** What the one file holds, in the words of people. */
const parts: readonly Part[] = [
  { name: "Audit log entries", table: "record", time: "time", kept: () => "for ever" },
  {
    name: "Engine events",
    table: "event",
    time: "time",
    kept: (to) => `for ${shown(to, "eventsKept")}, at most ${count(to.eventsKeptAtMost)}`,
    settings: ["eventsKept", "eventsKeptAtMost"],
  },
  {
    name: "Periods of resource use",
    table: "stats_point",
    kept: (to) => `at most ${count(to.statsKept)}`,
    settings: ["statsKept"],
  },
  {
    name: "Container configurations",
    table: "config_version",
    time: "time",
    kept: (to) => `for ${shown(to, "configKept")}, at most ${count(to.configKeptAtMost)}`,
    settings: ["configKept", "configKeptAtMost"],
  },
  {
    name: "Logs of ended containers",
    table: "kept_log",
    time: "time",
    kept: (to) =>
      `${to.keepLogs ? "of all" : "of those with the label"}, ${shown(to, "keepLogsEach")} each, ${shown(to, "keepLogsInAll")} in all`,
    settings: ["keepLogs", "keepLogsEach", "keepLogsInAll"],
  },
  {
    name: "Containers in the trash",
    table: "trash",
    kept: (to) => `for ${shown(to, "trashTime")}, ${shown(to, "trashBytes")} of files in all`,
    settings: ["trashTime", "trashBytes"],
  },
  { name: "Changes that can be undone", table: "receipt", time: "time", kept: () => "for 30 days" },
  { name: "Policy versions", table: "policy_version", time: "time", kept: () => "the newest 500" },
  { name: "Builds", table: "build", kept: () => "the newest 200" },
  { name: "Tokens", table: "token", time: "created", kept: () => "until revoked" },
];

/** Addresses of notices may hold what lets anybody post there: only where they go is shown. */
const withoutSecrets = (key: string, value: string | null): string | null => {
  if (value === null) return null;
  if (key !== "notices") return redactText(value);
  return value.replaceAll(/"to":"(\w[\w+]*:\/\/)(?:[^"@/]*@)?([^"/?]*)[^"]*"/g, '"to":"$1$2/…"');
};

function settingViews(shown: readonly ShownSetting[]): readonly SettingView[] {
  return shown.map(({ key, value, origin, from }) => {
    const { group, description, reloadable, secret } = settingList[key] as Setting<unknown>;
    return {
      ...{ key, group, description, from, origin: origin.from },
      value: withoutSecrets(key, value),
      environment: environmentName(key) + (secret === true ? "_FILE" : ""),
      flag: `--${flagName(key)}${secret === true ? "-file" : ""}`,
      reloadable: reloadable === true,
    };
  });
}

/** How the server is set up, and what its file holds. */
export function setUp(from: {
  readonly store: Store;
  readonly settings: Settings;
  readonly shown: readonly ShownSetting[];
}): SetUp {
  const { store, settings } = from;
  const views = settingViews(from.shown);
  const partOf = ({ name, table, time, settings: keys = [], kept }: Part): StorePart => {
    const oldest = time === undefined ? "NULL" : `(SELECT ${time} FROM ${table} ORDER BY rowid LIMIT 1)`;
    const row = store.prepare(`SELECT count(*) AS rows, ${oldest} AS oldest FROM ${table}`).get() as {
      rows: number;
      oldest: number | string | null;
    };
    return {
      name,
      rows: row.rows,
      oldest: typeof row.oldest === "number" ? timestamp(row.oldest) : row.oldest,
      kept: kept(settings),
      settings: keys,
    };
  };
  return {
    settings: () => views,
    store: () => ({ path: store.path, ...store.size(), parts: parts.map(partOf) }),
  };
}
