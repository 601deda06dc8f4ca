import { GnosisError } from "../kernel/errors.ts";

function segment(value: string): string {
  if (value === "" || value === "." || value === ".." || /[/\\?#\0]/.test(value)) {
    throw new GnosisError("INPUT_INVALID", `${JSON.stringify(value)} can't be a name or id.`, {
      next: "Give a name or id without slashes, question marks or dots alone.",
    });
  }
  return encodeURIComponent(value).replaceAll("%3A", ":").replaceAll("%40", "@");
}

/** An image reference as it may stand in a path: slashes stay, and no part of it can lead anywhere else. */
export class ImagePath {
  readonly text: string;
  constructor(reference: string) {
    this.text = reference.split("/").map(segment).join("/");
  }
}

/**
 * A path of the Engine API: `` enginePath`/containers/${id}/json` ``. Each value becomes exactly one segment and can never change the
 * path; throws INPUT_INVALID for one that would.
 */
export function enginePath(parts: TemplateStringsArray, ...values: readonly (string | ImagePath)[]): string {
  return parts.reduce((path, part, i) => {
    const value = values[i - 1];
    return path + (value instanceof ImagePath ? value.text : segment(value ?? "")) + part;
  });
}

/** Refuses a path that could mean another one to the engine: the last look before it is sent. */
export function checkPath(path: string): void {
  if (!/^\/[\x21-\x7e]*$/.test(path) || /[?#\\]|%2e|%2f|%5c|%00/i.test(path) || /\/\.{0,2}(\/|$)/.test(path)) {
    throw new GnosisError("INPUT_INVALID", `${JSON.stringify(path)} is not a path of the Engine API.`, {
      next: "Give a name or id without slashes, question marks or dots alone.",
    });
  }
}
