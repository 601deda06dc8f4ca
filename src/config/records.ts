import { listOf, optional, recordsOf, required } from "./list-types.ts";
import { boolean, path, text } from "./scalar-types.ts";
import type { SettingType } from "./setting-type.ts";

const name = text("name", (value) =>
  /^[a-z0-9][a-z0-9_.-]{0,62}$/i.test(value)
    ? undefined
    : `'${value}' is not a name of letters, digits, '-', '_' and '.'`,
);

const engineAddress = text("address", (value) =>
  /^(unix|npipe|tcp|ssh):\/\/.+$|^embedded$|^context:.+$/.test(value)
    ? undefined
    : `'${value}' is none of unix://PATH, npipe://NAME, tcp://HOST:PORT, ssh://USER@HOST, context:NAME and embedded`,
);

const fileMode = text("mode", (value) =>
  /^0?[0-7]{3}$/.test(value) ? undefined : `'${value}' is not an octal file mode such as 0660`,
);

const listener = text("address", (value) =>
  /^(\[[0-9a-f:]+\]|[a-z0-9.-]+):\d{1,5}$/i.test(value) ? undefined : `'${value}' is not HOST:PORT`,
);

/** The engines that the server reaches, by name. */
export const endpointsType = recordsOf("endpoints", {
  name: required(name),
  address: required(engineAddress),
  /** PEM files of a TCP endpoint with TLS. */
  tlsCaFile: optional(path),
  tlsCertFile: optional(path),
  tlsKeyFile: optional(path),
  /** The name that the engine's certificate must carry, where it is not the address's. */
  tlsServerName: optional(text("name")),
  /** Of an SSH endpoint: a configuration file in the place of the user's own, the key to log in with, and the file with the known hosts. */
  sshConfigFile: optional(path),
  sshKeyFile: optional(path),
  sshKnownHostsFile: optional(path),
  /** TCP without TLS, to loopback only, has to be said a second time here. */
  allowPlainTcp: optional(boolean),
});

/** The guarded Docker sockets that the server opens. */
export const socketsType = recordsOf("guarded sockets", {
  name: optional(name),
  role: required(name),
  /** A Unix socket's path; either this or `tcp`. */
  path: optional(path),
  tcp: optional(listener),
  mode: optional(fileMode),
  group: optional(text("group")),
  tlsCertFile: optional(path),
  tlsKeyFile: optional(path),
  /** The CA that clients' certificates must come from. */
  tlsClientCaFile: optional(path),
  /** Containers that ask for the engine's socket, such as clean-up containers, get this one in its place. */
  handDown: optional(boolean),
  /** The engine behind it, where there are several. */
  endpoint: optional(name),
});

const noticeAddress = text("address", (value) =>
  /^(?:https?|ntfy|ntfy\+http|smtps?):\/\/[^\s/]+\S*$|^\/\S+$/.test(value) &&
  (value.startsWith("/") || URL.canParse(value))
    ? undefined
    : `'${value}' is none of https://…, ntfy://HOST/TOPIC, smtps://HOST, smtp://HOST and /path/to/a/program`,
);

const mailAddress = text("mail address", (value) =>
  /^[^\s<>@]{1,64}@[^\s<>@]{1,255}$/.test(value) ? undefined : `'${value}' is no mail address`,
);

const eventPattern = text("event", (value) =>
  /^[a-z.-]{1,60}\*?$|^\*$/.test(value) ? undefined : `'${value}' is neither an event nor a pattern such as approval.*`,
);

/** Where people are told what happens. */
export const noticesType = recordsOf("notices", {
  name: required(name),
  to: required(noticeAddress),
  events: optional(listOf(eventPattern, ",")),
  /** `decide`: whoever gets the notice may decide by one-time links in it. */
  links: optional(text("kind of links", (value) => (value === "decide" ? undefined : `'${value}' is not decide`))),
  /** The server's address for who gets the notice, where that is not this machine. */
  base: optional(
    text("address", (value) =>
      /^https?:\/\/[^\s/?#]+$/.test(value) ? undefined : `'${value}' is no address such as https://docker.example.org`,
    ),
  ),
  /** Signs webhooks; the access token of ntfy; the password of a mail account. */
  secretFile: optional(path),
  /** Of a program. */
  arguments: optional(listOf(text("argument"), ",")),
  user: optional(text("user")),
  from: optional(mailAddress),
  recipients: optional(listOf(mailAddress, ",")),
});

type EntryOf<S> = S extends SettingType<readonly (infer T)[]> ? T : never;

/** One entry of `endpoints`. */
export type EndpointSetting = EntryOf<typeof endpointsType>;

/** One entry of `sockets`. */
export type SocketSetting = EntryOf<typeof socketsType>;

/** One entry of `notices`. */
export type NoticeSetting = EntryOf<typeof noticesType>;
