import type { Send } from "./send.ts";

/** Publishes notices to a topic of an ntfy server, as JSON (https://docs.ntfy.sh/publish/#publish-as-json). */
export function ntfySender(url: URL, token: string | undefined): Send {
  const topic = url.pathname.replace(/^\//, "");
  const server = new URL("/", url);
  return async ({ title, text, link, event }, signal) => {
    const response = await fetch(server, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({
        topic,
        title,
        message: text,
        tags: [event],
        ...(link === undefined ? {} : { click: link }),
      }),
      redirect: "error",
      signal,
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`it answered ${response.status}`);
  };
}
