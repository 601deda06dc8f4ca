import { rememberedEndpoint } from "./connection/remembered-endpoint.ts";
import { hasPageKey } from "./connection/page-key.ts";
import { fetchMe } from "./connection/sign-in.ts";
import { socket } from "./connection/socket.ts";
import { early } from "./connection/early-me.ts";
import { pages } from "./pages.ts";

/** What pages show first, by their address. */
const first: Readonly<Record<string, readonly (readonly [string, object])[]>> = {
  "/": [["container.list", { all: true }]],
  "/containers": [["container.list", { all: true }]],
  "/logs": [["container.list", { all: true }]],
};

// While the program is being read and begun, the server is asked for all that it will need.
const page = pages.find(({ path }) => path === location.pathname);
void page?.load().catch(() => undefined);
// The code of a sign-in link is exchanged first.
if (hasPageKey() && !location.hash.startsWith("#code=")) {
  early.begin(fetchMe());
  socket.connect();
  if (rememberedEndpoint() === undefined) {
    socket.streamAhead("event.follow", {});
    for (const [operation, input] of first[location.pathname] ?? []) socket.callAhead(operation, input);
  }
}
