/** An image reference in the form that registries and the engine agree on, after `github.com/distribution/reference`. */
export interface ImageReference {
  /** Registry host with its port: `docker.io` where the text names none. */
  readonly domain: string;
  /** Repository path; `library/…` for the official ones. */
  readonly path: string;
  /** The tag; `latest` where neither tag nor digest was given, absent beside a digest, because the engine then ignores it. */
  readonly tag?: string;
  /** `sha256:…` and its like. */
  readonly digest?: string;
  /** `domain/path:tag` or `domain/path@digest`. */
  readonly text: string;
  /** The same as people write it: without `docker.io/` and `library/`. */
  readonly familiar: string;
}

const domainForm =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;
const pathPartForm = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagForm = /^[\w][\w.-]{0,127}$/;
const digestForm = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** Whether the first part of a repository name is a registry host rather than a user of the default registry. */
export function isRegistryHost(part: string): boolean {
  return part.includes(".") || part.includes(":") || part === "localhost" || part.toLowerCase() !== part;
}

/** Domain and path of a repository name without tag and digest; nothing is validated here. */
export function splitRepository(name: string): { readonly domain: string; readonly path: string } {
  const slash = name.indexOf("/");
  const first = slash < 0 ? "" : name.slice(0, slash);
  const named = first !== "" && isRegistryHost(first);
  const domain = !named || first === "index.docker.io" ? "docker.io" : first;
  const rest = named ? name.slice(slash + 1) : name;
  return { domain, path: domain === "docker.io" && !rest.includes("/") ? `library/${rest}` : rest };
}

/** Name, tag and digest as they stand in the text, before anything is filled in. */
export function splitReference(text: string): {
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
} {
  const at = text.indexOf("@");
  const head = at < 0 ? text : text.slice(0, at);
  const colon = head.indexOf(":", head.lastIndexOf("/") + 1);
  return {
    name: colon < 0 ? head : head.slice(0, colon),
    ...(colon < 0 ? {} : { tag: head.slice(colon + 1) }),
    ...(at < 0 ? {} : { digest: text.slice(at + 1) }),
  };
}

/** True for what the engine may take as an image id: `sha256:…`, or 64 hexadecimal digits. */
export function isImageId(text: string): boolean {
  return /^sha256:[0-9a-f]+$/.test(text) || /^[0-9a-f]{64}$/.test(text);
}

/** Parses a reference strictly; undefined for what is none, ids included. */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text.length > 512 || isImageId(text)) return undefined;
  const { name, tag, digest } = splitReference(text);
  const { domain, path } = splitRepository(name);
  if (name === "" || path.length > 255 || !domainForm.test(domain)) return undefined;
  if (!path.split("/").every((part) => pathPartForm.test(part))) return undefined;
  if (tag !== undefined && !tagForm.test(tag)) return undefined;
  if (digest !== undefined && !digestForm.test(digest)) return undefined;
  const end = digest === undefined ? `:${tag ?? "latest"}` : `@${digest}`;
  const short = path.startsWith("library/") && path.indexOf("/") === path.lastIndexOf("/") ? path.slice(8) : path;
  return {
    domain,
    path,
    ...(digest === undefined ? { tag: tag ?? "latest" } : { digest }),
    text: `${domain}/${path}${end}`,
    familiar: `${domain === "docker.io" ? short : `${domain}/${path}`}${end}`,
  };
}
