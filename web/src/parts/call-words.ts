import { socket } from "../connection/socket.ts";

/** A word as a POSIX shell reads it back. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** The call as a command of Docker's own program; nothing where there is none. */
export async function dockerCommand(operation: string, input: object): Promise<string | undefined> {
  const { docker } = await socket.words(operation, input);
  return docker?.map(quoted).join(" ");
}

/** The call as a request that curl makes; the token stands in a variable, so that none is copied. */
export async function apiCall(operation: string, input: object): Promise<string> {
  const { api } = await socket.words(operation, input);
  return [
    "curl -sS",
    ...(api.method === "GET" ? [] : [`-X ${api.method}`]),
    '-H "Authorization: Bearer $GNOSIS_DOCKER_TOKEN"',
    ...(api.body === undefined ? [] : [`-H 'Content-Type: application/json' -d ${quoted(api.body)}`]),
    ...(api.upload === undefined ? [] : [`-H 'Content-Type: ${api.upload}' --data-binary @archive.tar`]),
    quoted(location.origin + api.path),
  ].join(" ");
}

/** Puts text where it can be pasted from; false where the browser lets no page do that (a site without TLS on another machine). */
export async function copy(text: string): Promise<boolean> {
  return navigator.clipboard === undefined
    ? false
    : navigator.clipboard.writeText(text).then(
        () => true,
        () => false,
      );
}
