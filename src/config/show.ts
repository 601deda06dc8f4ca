import { describeOrigin, type Origin } from "./given.ts";
import type { LoadedSettings } from "./load.ts";
import type { Setting } from "./setting.ts";
import { settingList, type SettingKey } from "./settings.ts";

/** One setting as `config print` shows it. */
export interface ShownSetting {
  readonly key: SettingKey;
  /** As a person writes it; secrets are masked, and what is not set is null. */
  readonly value: string | null;
  readonly origin: Origin;
  /** The origin in words. */
  readonly from: string;
}

/** Every setting with its value and origin, secrets masked. */
export function showSettings(loaded: LoadedSettings): ShownSetting[] {
  return (Object.keys(settingList) as SettingKey[]).map((key) => {
    const { type, secret } = settingList[key] as Setting<unknown>;
    const value = loaded.settings[key];
    const shown = value === undefined ? null : secret === true ? "********" : type.show(value);
    const origin = loaded.origins[key];
    return { key, value: shown, origin, from: describeOrigin(origin) };
  });
}
