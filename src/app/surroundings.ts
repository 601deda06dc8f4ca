import { homedir } from "node:os";
import type { Surroundings } from "../config/setting.ts";

/** What defaults of settings depend on, as this process finds it. */
export function surroundings(environment: Readonly<Record<string, string | undefined>>): Surroundings {
  const xdgDataHome = environment["XDG_DATA_HOME"];
  return { home: homedir(), ...(xdgDataHome === undefined || xdgDataHome === "" ? {} : { xdgDataHome }) };
}
