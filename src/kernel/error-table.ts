/** One row of the error table. */
export interface ErrorRow {
  /** HTTP status. */
  readonly status: number;
  /** Short title, as RFC 9457 wants it: the same for every occurrence. */
  readonly title: string;
  /** What the caller can do next. */
  readonly next: string;
}

const row = (status: number, title: string, next: string): ErrorRow => ({ status, title, next });

/** Every error code of the product with its HTTP status, title and next step; docs/errors.md is generated from it. */
export const errorTable = {
  INPUT_INVALID: row(
    400,
    "Invalid input",
    "Correct the named field and call again; the operation's schema is in /api/openapi.json.",
  ),
  FIELD_UNKNOWN: row(
    400,
    "Unknown field",
    "Remove the field or correct its spelling; the operation's schema is in /api/openapi.json.",
  ),
  JSON_INVALID: row(400, "Invalid JSON", "Send one well-formed JSON object."),
  REFERENCE_AMBIGUOUS: row(409, "Ambiguous reference", "Give the name, the full id or a longer prefix of the id."),
  BODY_TOO_LARGE: row(413, "Body too large", "Send a smaller body."),
  MEDIA_TYPE_UNSUPPORTED: row(415, "Unsupported media type", "Send the content type that the operation documents."),
  NOT_ACCEPTABLE: row(406, "Not acceptable", "Ask for application/json, application/x-ndjson or text/event-stream."),
  UPLOAD_MISSING: row(400, "Upload missing", "Send the file as the request's body."),
  CLIENT_GONE: row(
    499,
    "The client went away",
    "The call may have happened: look at the object's state before calling again.",
  ),
  UPLOAD_BROKEN: row(400, "Upload broken off", "Send the whole file again."),
  UNAUTHENTICATED: row(
    401,
    "Not signed in",
    "Send a token as 'Authorization: Bearer gnosis_…' or 'X-API-Key'. An admin makes one with 'gnosis-docker token create'.",
  ),
  TOKEN_EXPIRED: row(401, "Token expired", "Ask an admin for a new token."),
  TOO_MANY_ATTEMPTS: row(
    429,
    "Too many failed attempts",
    "Wait the given number of seconds, then try with a valid token.",
  ),
  FORBIDDEN: row(
    403,
    "Denied by policy",
    "The rule named here decided; a person who holds an admin token can change it.",
  ),
  PROTECTED: row(
    403,
    "Protected object",
    "This object belongs to Gnosis Docker itself or is protected by a label; nobody changes it through Gnosis Docker.",
  ),
  CONTAINMENT_DENIED: row(
    403,
    "Denied by containment",
    "Remove the named settings, or ask for a role whose containment profile allows them.",
  ),
  APPROVAL_REQUIRED: row(403, "Approval required", "A person has to approve this call first."),
  APPROVAL_EDITED: row(
    409,
    "Something else was approved",
    "Make the call that stands under 'instead', or leave it; the same call can be asked for again after ten minutes.",
  ),
  NOT_SAFER: row(
    400,
    "Not safer",
    "Only what asks for less than the call can be approved in its place. Deny it, and say what you would allow.",
  ),
  APPROVAL_NOT_FOUND: row(404, "Approval not found", "List approvals with GET /api/approvals."),
  FROZEN: row(
    403,
    "Frozen",
    "A person has stopped all changes; reading still works. Tell them what you need; they lift it with freeze.lift.",
  ),
  FREEZE_NOT_FOUND: row(404, "Freeze not found", "List freezes with GET /api/freezes."),
  HOST_DENIED: row(
    403,
    "Host header denied",
    "Call the server as localhost or 127.0.0.1, or add the name to allowedHosts.",
  ),
  ORIGIN_DENIED: row(403, "Origin denied", "Call the server from its own dashboard, or without a browser."),
  ROUTE_UNKNOWN: row(404, "No such route", "See /api/help for the routes."),
  METHOD_NOT_ALLOWED: row(405, "Method not allowed", "Use one of the methods in the Allow header."),
  CONTAINER_NOT_FOUND: row(404, "Container not found", "List containers with GET /api/containers?all=true."),
  IMAGE_NOT_FOUND: row(404, "Image not found", "List images with GET /api/images, or pull it."),
  VOLUME_NOT_FOUND: row(404, "Volume not found", "List volumes with GET /api/volumes."),
  NETWORK_NOT_FOUND: row(404, "Network not found", "List networks with GET /api/networks."),
  EXEC_NOT_FOUND: row(404, "Exec not found", "Start a new one; the engine forgets an exec when its container stops."),
  BUILD_NOT_FOUND: row(404, "Build not found", "Start one with POST /api/build."),
  RECORD_NOT_FOUND: row(404, "Record not found", "List records with GET /api/audit."),
  SESSION_NOT_FOUND: row(404, "Session not found", "List sessions with GET /api/sessions."),
  TOKEN_NOT_FOUND: row(404, "Token not found", "List tokens with GET /api/tokens."),
  RECEIPT_NOT_FOUND: row(
    404,
    "Nothing to undo",
    "See the changes with GET /api/audit; only changes of the last 30 days can be taken back.",
  ),
  NOT_UNDOABLE: row(409, "Can't be undone", "The message says why, and what can be done instead."),
  LINK_INVALID: row(
    404,
    "Invalid link",
    "Decide on the dashboard or with 'gnosis-docker approval', or wait for a new notice.",
  ),
  PLAN_NOT_FOUND: row(
    404,
    "Plan not found",
    "Make a new plan with POST /api/prunes; a plan is good for an hour, for its caller.",
  ),
  TRASH_NOT_FOUND: row(404, "Removed container not found", "List what can come back with GET /api/trash."),
  PROJECT_NOT_FOUND: row(404, "Project not found", "Add the directory that holds it to projectRoots."),
  STACK_NOT_FOUND: row(404, "Stack not found", "List stacks with GET /api/stacks."),
  STACK_VERSION_NOT_FOUND: row(404, "No such version", "List them with GET /api/stacks/{name}/history."),
  STACK_INVALID: row(400, "Invalid Compose file", "Correct the named line; stack.check tries the document."),
  PATH_NOT_FOUND: row(404, "Path not found", "Check the path inside the container."),
  CONFLICT: row(409, "Conflict", "Look at the object's present state and call again."),
  ENGINE_REFUSED: row(400, "The engine refused", "Correct what the engine named."),
  ENGINE_FAILED: row(502, "The engine failed", "Look at the engine's own log."),
  ENGINE_UNREACHABLE: row(
    503,
    "Engine unreachable",
    "Start the Docker Engine, or point the server to it; 'gnosis-docker doctor' says what was tried.",
  ),
  ENGINE_TIMEOUT: row(
    504,
    "The engine did not answer in time",
    "The call may have happened: look at the object's state before calling again.",
  ),
  ENGINE_LACKS: row(501, "This engine can't do that", "Use a newer Docker Engine."),
  AUDIT_UNAVAILABLE: row(
    503,
    "The audit log can't be written",
    "Free disk space or repair the data directory; changes are refused until records can be kept.",
  ),
  SHUTTING_DOWN: row(503, "The server is stopping", "Call again when it has started."),
  LIMIT_REACHED: row(429, "Limit reached", "Wait until some of what runs has ended."),
  EXPOSED: row(500, "The port is published beyond loopback", "Publish it as 127.0.0.1:5680:5680, or set allowRemote."),
  CONFIG_INVALID: row(
    500,
    "Invalid settings",
    "Correct the named setting; 'gnosis-docker config print' shows where each value comes from.",
  ),
  POLICY_INVALID: row(400, "Invalid policy", "Correct the named line; 'gnosis-docker policy check FILE' tries it."),
  POLICY_VERSION_NOT_FOUND: row(404, "No such version", "List them with 'gnosis-docker policy history'."),
  POLICY_READ_ONLY: row(
    409,
    "The policy can't be written here",
    "Change the file where it comes from, or make it and its directory writable for the server.",
  ),
  STORE_FAILED: row(
    500,
    "The data file can't be used",
    "Check that the data directory is writable and has free space.",
  ),
  SERVER_UNREACHABLE: row(503, "No server answers", "Start one with 'gnosis-docker serve', or set GNOSIS_DOCKER_URL."),
  SANDBOX_NOT_FOUND: row(
    404,
    "Sandbox not found",
    "List sandboxes with GET /api/sandboxes; those that ended are gone.",
  ),
  SANDBOX_FAILED: row(
    502,
    "The sandbox could not be made",
    "See docs/sandboxes.md for what a host must give, and the message for what is missing.",
  ),
  INTERNAL: row(500, "Internal error", "Look at the server's log for this request's id."),
} as const satisfies Record<string, ErrorRow>;

/** A stable error code. */
export type ErrorCode = keyof typeof errorTable;
