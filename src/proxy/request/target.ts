import { GnosisError } from "../../kernel/errors.ts";

/** A request target after the strict reading: nothing in it is decoded yet. */
export interface RawTarget {
  /** The version prefix without its `v`, such as `1.41`; absent when the client gave none. */
  readonly version?: string;
  /** The path's segments without the version. */
  readonly segments: readonly string[];
  /** What follows the question mark; empty when there is none. */
  readonly query: string;
}

/** One raw path: segments of unreserved characters, `%` only as a whole escape, nothing empty and no trailing slash. */
const pathShape = /^(?:\/v(1\.[0-9]{1,2}))?((?:\/(?:[A-Za-z0-9_.:@+-]|%[0-9A-Fa-f]{2})+)+)$/;

/** The one path that engines serve with a slash at its end as well. */
const slashedNetworks = /^((?:\/v1\.[0-9]{1,2})?\/networks)\/$/;

/** The longest target that is read, in characters; filters and build arguments travel in it. */
const longest = 65_536;

/** Reads a request target the one way we accept; throws INPUT_INVALID for every other spelling. */
export function readTarget(url: string): RawTarget {
  if (url.length > longest) throw new GnosisError("INPUT_INVALID", "The request target is too long.");
  const cut = url.indexOf("?");
  const path = (cut < 0 ? url : url.slice(0, cut)).replace(slashedNetworks, "$1");
  const match = pathShape.exec(path);
  if (match?.[2] === undefined)
    throw new GnosisError("INPUT_INVALID", "The request path is not in its plain form.", {
      next: "Send the path as the Engine API describes it: no '..', no '//', no escapes, no trailing slash, no host.",
    });
  const segments = match[2].slice(1).split("/");
  if (segments.some((segment) => segment === "." || segment === ".."))
    throw new GnosisError("INPUT_INVALID", "The request path has dot segments.");
  return {
    ...(match[1] === undefined ? {} : { version: match[1] }),
    segments,
    query: cut < 0 ? "" : url.slice(cut + 1),
  };
}
