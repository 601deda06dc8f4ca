/** One entry of a directory. */
export interface FileEntry {
  readonly name: string;
  readonly type: "file" | "directory" | "link" | "other";
  readonly size: number;
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly modified: string;
}

/** A directory inside a container. */
export interface Directory {
  readonly path: string;
  readonly files: readonly FileEntry[];
  readonly total: number;
  readonly truncated: boolean;
}

/** A text file inside a container. */
export interface TextFile extends FileEntry {
  readonly path: string;
  readonly text: string | null;
  readonly truncated: boolean;
}

/** An entry's path. */
export const within = (path: string, name: string): string => (path === "/" ? `/${name}` : `${path}/${name}`);
