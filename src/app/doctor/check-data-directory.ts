import { accessSync, constants, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { formatSize } from "../../kernel/sizes.ts";
import { finding, type Finding } from "./finding.ts";

const check = "data directory";
/** Bytes below which records will soon not fit, and changes would be refused. */
const scarce = 100 * 1024 ** 2;
const little = 1024 ** 3;

function nearest(directory: string): string {
  let path = directory;
  while (statSync(path, { throwIfNoEntry: false }) === undefined && dirname(path) !== path) path = dirname(path);
  return path;
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Looks whether the data directory can be used, is closed to others, and has room. */
export async function checkDataDirectory(directory: string): Promise<Finding[]> {
  const found: Finding[] = [];
  const stat = statSync(directory, { throwIfNoEntry: false });
  const present = nearest(directory);
  if (stat !== undefined && !stat.isDirectory())
    return [finding(check, "error", `${directory} is no directory.`, "Set GNOSIS_DATA_DIR to a directory.")];
  if (!writable(present))
    found.push(
      finding(
        check,
        "error",
        `This user can't write to ${present}.`,
        "Give the directory to the user that the server runs as, or set GNOSIS_DATA_DIR.",
      ),
    );
  else if (stat === undefined) found.push(finding(check, "note", `${directory} is made at the first start.`));
  else if (process.platform !== "win32" && (stat.mode & 0o077) !== 0)
    found.push(
      finding(
        check,
        "warning",
        `Others may look into ${directory} (mode ${(stat.mode & 0o777).toString(8)}).`,
        `chmod 700 ${directory}`,
      ),
    );
  else found.push(finding(check, "ok", `${directory} is there, and only its owner may read it.`));
  const bytes = ["gnosis.db", "gnosis.db-wal"].map(
    (name) => statSync(join(directory, name), { throwIfNoEntry: false })?.size,
  );
  const [file, log = 0] = bytes;
  if (file !== undefined) {
    found.push(
      finding(check, "ok", `The data file takes ${formatSize(file)}, its write-ahead log ${formatSize(log)}.`),
    );
  }
  const { bavail, bsize } = await statfs(present);
  const free = bavail * bsize;
  const more = "Free space on that disk: without room for records changes are refused.";
  if (free < scarce) found.push(finding(check, "error", `Only ${formatSize(free)} are free on its disk.`, more));
  else if (free < little) found.push(finding(check, "warning", `Only ${formatSize(free)} are free on its disk.`, more));
  else found.push(finding(check, "ok", `${formatSize(free)} are free on its disk.`));
  return found;
}
