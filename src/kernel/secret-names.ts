/** Environment variables whose values nobody needs to hide: paths, locales, ports. */
const harmless = new Set(
  (
    "PATH HOME HOSTNAME LANG LANGUAGE TZ TERM USER LOGNAME SHELL PWD OLDPWD SHLVL EDITOR PAGER TMPDIR COLUMNS LINES " +
    "NODE_ENV PORT HOST VIRTUAL_HOST PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE PYTHONPATH GOPATH GOROOT GOTOOLCHAIN " +
    "GOFLAGS JAVA_HOME CARGO_HOME RUSTUP_HOME PGDATA DEBIAN_FRONTEND NO_COLOR FORCE_COLOR CI DEBUG LOG_LEVEL RUST_LOG " +
    "RAILS_ENV RACK_ENV APP_ENV"
  ).split(" "),
);

/** Whether an environment variable's or build argument's value may be shown: an allow-list, any other name may hold a secret. */
export function isHarmlessVariable(name: string): boolean {
  return harmless.has(name) || /^LC_[A-Z]+$/.test(name) || /^[A-Z0-9_]{1,40}_VERSION$/.test(name);
}

const secretEnding =
  /(?:passwords?|passw(?:or)?d|passphrase|passcode|pwd|secrets?|tokens?|apikeys?|accesskey|accesskeyid|secretkey|privatekey|signingkey|signingcakey|encryptionkey|licensekey|unlockkey|credentials?|authorization|authconfig|registryauth|registryconfig|cookie|basicauthusers|dsn|connectionstring)$/;
const secretWords = new Set(["auth", "stdin"]);
/** Names that end like a secret's and hold none. */
const exceptions = /^(?:old)?pwd$|^(?:secrets|tokens|credentials)$|^(?:next|page|previous|continue)token$/;

/** One of these stands in every name of a secret, with or without signs between its letters. */
const roots = [
  "pass",
  "pwd",
  "secret",
  "token",
  "key",
  "credential",
  "auth",
  "registryconfig",
  "cookie",
  "dsn",
  "connectionstring",
  "stdin",
];
const anyRoot = new RegExp(roots.map((root) => root.split("").join("[^a-z0-9]{0,60}")).join("|"), "i");

/** False only for a text in which no name of a secret of up to 60 characters stands: found in one pass. */
export function mayNameSecret(text: string): boolean {
  return anyRoot.test(text);
}

/** Whether a field, label, flag or variable of this name holds a secret, however it is spelt: `api_key`, `X-Api-Key`, `db.password`. */
export function isSecretName(name: string): boolean {
  if (name.length > 200) return true;
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  if (exceptions.test(plain)) return false;
  return secretWords.has(plain) || secretEnding.test(plain) || /[^a-z]auth$/.test(name.toLowerCase());
}
