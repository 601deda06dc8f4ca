import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const root = join(import.meta.dirname, "../..");

/** The source files of the product, tests left out, by their path from the project's directory. */
export const sourceFiles = (): readonly string[] =>
  globSync("src/**/*.ts", { cwd: root })
    .filter((file) => !file.endsWith(".test.ts") && !file.includes("/test-support/"))
    .sort();

/** A source file's text. */
export const textOf = (file: string): string => readFileSync(join(root, file), "utf8");

/** The folder of the house that a file stands in: `guard`, `surfaces/rest`. */
export function folderOf(file: string): string {
  const [, first = "", second = ""] = file.split("/");
  return first === "surfaces" && !second.includes(".") ? `${first}/${second}` : first;
}

/** The project's own files that a file imports, types too. */
export const importsOf = (file: string): readonly string[] =>
  [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, path = ""]) =>
    normalize(join(dirname(file), path)),
  );
