import { readDockerignore } from "../../../../src/operations/build/context/dockerignore.ts";
import { tarPieces, type Packed } from "../../parts/tar.ts";

/** A file of a build's directory, as a browser gives it. */
interface Chosen extends Packed {
  readonly file: File;
}

/** What is sent to a build, and what is not. */
export interface BuildContext {
  readonly files: readonly Chosen[];
  /** How many `.dockerignore` leaves out. */
  readonly leftOut: number;
  readonly bytes: number;
  readonly hasDockerfile: boolean;
}

/** What files get in an archive: a browser knows no modes, and scripts have to run. Docker's own program does so where there are none. */
const mode = 0o755;

/** The path inside the chosen directory; a file that was chosen alone has only its name. */
const inside = ({ webkitRelativePath, name }: File): string =>
  webkitRelativePath === "" ? name : webkitRelativePath.slice(webkitRelativePath.indexOf("/") + 1);

/** The files of a directory without what its `.dockerignore` leaves out. Throws an Error for one that can't be read. */
export async function contextOf(chosen: readonly File[], dockerfile: string): Promise<BuildContext> {
  const all = chosen
    .map((file) => ({ file, name: inside(file), size: file.size, lastModified: file.lastModified }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const ignoreFile =
    all.find(({ name }) => name === `${dockerfile}.dockerignore`) ?? all.find(({ name }) => name === ".dockerignore");
  const ignore = readDockerignore((await ignoreFile?.file.text()) ?? "", [dockerfile, ".dockerignore"]);
  const files = all.filter(({ name }) => !ignore.ignores(name));
  return {
    files,
    leftOut: all.length - files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    hasDockerfile: files.some(({ name }) => name === dockerfile),
  };
}

/** The archive that is sent; the files are read while it goes. */
export const archiveOf = ({ files }: BuildContext): Blob =>
  new Blob(tarPieces(files, mode).map((piece) => ("file" in piece ? piece.file : piece)));
