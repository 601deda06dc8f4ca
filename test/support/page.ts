import { WebSocket } from "ws";
import type { TestServer } from "./server.ts";
import { waitFor } from "./wait-for.ts";

/** A tab without a browser: signed in by cookie, speaking over its one WebSocket. */
export interface TestPage {
  readonly cookie: string;
  /** Everything that the server has sent, signs of life left out. */
  readonly messages: any[];
  readonly send: (message: object) => void;
  /** What the items of a terminal's stream have shown so far. */
  readonly shown: (id: number) => string;
  /** The result or error of a call. */
  readonly answer: (id: number) => Promise<any>;
  /** The code it was closed with; nothing while it is open. */
  readonly closed: () => number | undefined;
  readonly close: () => void;
}

/** Signs in with a token and gives the headers that a page's requests carry. */
export async function pageHeaders(
  server: TestServer,
  token: string,
): Promise<{ readonly cookie: string; readonly "x-gnosis-page": string }> {
  const answer = await fetch(`${server.url}/ui/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  const { page } = (await answer.json()) as { page: string };
  return { cookie: answer.headers.getSetCookie()[0]?.split(";")[0] ?? "", "x-gnosis-page": page };
}

/** Signs in with a token: the cookie as a browser keeps it, and the page's half of the session. */
export async function browserSession(server: TestServer, token: string) {
  const { cookie, "x-gnosis-page": key } = await pageHeaders(server, token);
  const [name = "", value = ""] = cookie.split("=");
  return { cookie: { name, value, url: server.url, httpOnly: true, sameSite: "Strict" as const }, key };
}

/** Opens the socket of a tab of whoever has the token. */
export async function openPage(server: TestServer, token: string = server.token): Promise<TestPage> {
  const { cookie, "x-gnosis-page": key } = await pageHeaders(server, token);
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ui/socket`, ["gnosis-page", `key.${key}`], {
    headers: { cookie, origin: server.url },
  });
  const messages: any[] = [];
  let closed: number | undefined;
  socket.on("close", (code) => (closed = code));
  socket.on("message", (data) => {
    const message = JSON.parse(String(data));
    if (message.kind !== "alive") messages.push(message);
  });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  return {
    cookie,
    messages,
    send: (message) => socket.send(JSON.stringify(message)),
    shown: (id) =>
      messages
        .filter((one) => one.kind === "items" && one.id === id)
        .flatMap((one) => one.items.map(({ text }: { text: string }) => text))
        .join(""),
    answer: (id) =>
      waitFor(`the answer to ${id}`, () =>
        messages.find((one) => one.id === id && (one.kind === "result" || one.kind === "error")),
      ),
    closed: () => closed,
    close: () => socket.close(),
  };
}
