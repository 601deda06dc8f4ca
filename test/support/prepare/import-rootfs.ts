import { spawn } from "node:child_process";
import { engine } from "../engine-call.ts";

/** Imports a directory as an image of one layer; `changes` are Dockerfile lines such as `CMD ["sh"]`. */
export async function importRootfs(
  directory: string,
  reference: string,
  changes: readonly string[] = [],
): Promise<void> {
  const [repo, tag = "latest"] = reference.split(":");
  const query = new URLSearchParams({ fromSrc: "-", repo: repo ?? "", tag });
  for (const change of changes) query.append("changes", change);
  const tar = spawn("tar", ["--numeric-owner", "--owner=0", "--group=0", "-c", "."], {
    cwd: directory,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const answer = await engine<unknown>("POST", `/images/create?${query.toString()}`, tar.stdout);
  if (JSON.stringify(answer)?.includes("errorDetail"))
    throw new Error(`Importing ${reference} failed: ${JSON.stringify(answer)}`);
}
