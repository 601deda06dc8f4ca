import { readFileSync } from "node:fs";

/** The product's version, from its package.json, which lies above src in the repository and above dist in the package. */
export function version(): string {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const read = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as {
        name?: string;
        version?: string;
      };
      if (read.name === "gnosis-docker" && read.version !== undefined) return read.version;
    } catch {
      // Not here: the other place is tried.
    }
  }
  return "0.0.0";
}
