import { z } from "zod";

/** One entry of a directory. */
export const fileEntry = z.object({
  name: z.string(),
  type: z.enum(["file", "directory", "link", "other"]),
  size: z.number().describe("Bytes; of a directory what its own entries take."),
  mode: z.string().describe("Permission bits, octal."),
  uid: z.number(),
  gid: z.number(),
  modified: z.string().describe("RFC 3339."),
});

export type FileEntry = z.output<typeof fileEntry>;

/** An entry from its numbers. */
export const entryOf = (
  name: string,
  type: FileEntry["type"],
  numbers: { size: number; mode: number; uid: number; gid: number; modified: number },
): FileEntry => ({
  name,
  type,
  size: numbers.size,
  mode: (numbers.mode & 0o7777).toString(8).padStart(4, "0"),
  uid: numbers.uid,
  gid: numbers.gid,
  // What stands in an archive may lie beyond what a date can be.
  modified: new Date(Math.min(Math.max(0, numbers.modified), 8.64e12) * 1000).toISOString(),
});
