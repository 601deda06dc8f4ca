import { realpathSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { GnosisError } from "../../../kernel/errors.ts";

/** Whether a real path is a directory or lies below it. */
const within = (path: string, root: string): boolean => {
  const between = relative(root, path);
  return between === "" || (!isAbsolute(between) && between !== ".." && !between.startsWith(`..${sep}`));
};

function realDirectory(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return statSync(real).isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}

/** Names of the projects that can be built: the directories in the roots. */
export async function projectNames(roots: readonly string[]): Promise<string[]> {
  const lists = roots.map(async (root) => {
    const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map(({ name }) => name);
  });
  return [...new Set((await Promise.all(lists)).flat())].toSorted((a, b) => (a < b ? -1 : 1));
}

/**
 * The directory that a project is built from: `<root>/<project>`, or the given path when that lies in a root. Links are resolved
 * before it is looked whether it does. Throws PROJECT_NOT_FOUND, which tells nothing about what lies elsewhere.
 */
export async function projectDirectory(
  { project, path }: { readonly project: string; readonly path?: string | undefined },
  roots: readonly string[],
): Promise<string> {
  const realRoots = roots.flatMap((root) => realDirectory(root) ?? []);
  const candidates = path === undefined ? realRoots.map((root) => join(root, project)) : [path];
  for (const candidate of candidates) {
    const real = realDirectory(candidate);
    if (real !== undefined && realRoots.some((root) => within(real, root))) return real;
  }
  const known = await projectNames(realRoots);
  const what = path === undefined ? `Unknown project: ${project}` : "The path is not in a directory for projects.";
  const suggestion =
    realRoots.length === 0
      ? "Name the directories that hold projects in the setting projectRoots."
      : "Use one of the known projects, or add the directory that holds it to projectRoots.";
  throw new GnosisError("PROJECT_NOT_FOUND", what, {
    where: path === undefined ? "/project" : "/path",
    next: suggestion,
    extra: { known_projects: known, suggestion },
  });
}
