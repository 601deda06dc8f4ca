/** Every verb that an operation's id may end in; a new one needs a reason, since people guess names from the others. */
export const verbs = [
  ...["list", "inspect", "search", "history", "logs", "stats", "top", "changes", "wait", "events"],
  ...["follow", "verify", "diagnose", "check", "explain", "preview", "plan", "test", "diff"],
  ...["ping", "info", "version", "usage", "health"],
  ...[
    "create",
    "run",
    "start",
    "stop",
    "restart",
    "kill",
    "pause",
    "unpause",
    "rename",
    "update",
    "recreate",
    "exec",
    "commit",
  ],
  ...["upload", "download", "export", "import", "save", "load", "pull", "push", "tag", "build"],
  // A terminal is there as long as somebody looks: it is opened, and nothing of it can be started or stopped.
  "open",
  ...["connect", "disconnect", "remove", "prune", "revoke", "rotate", "restore", "empty", "apply"],
  // An approval is edited and extended: what it is about, or how long it is open, is a person's answer and no update of an object.
  ...["approve", "deny", "edit", "extend", "cancel", "lift", "link"],
  // As Docker Compose calls them: a stack is neither started nor removed, everything that it needs is made or taken away.
  ...["up", "down"],
] as const;
