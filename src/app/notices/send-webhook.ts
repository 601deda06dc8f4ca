import { createHmac } from "node:crypto";
import type { Send } from "./send.ts";

/** Posts notices as JSON, signed as Standard Webhooks says (https://www.standardwebhooks.com) when there is a secret. */
export function webhookSender(url: string, secret: string | undefined): Send {
  return async (notice, signal) => {
    const body = JSON.stringify(notice);
    const seconds = Math.floor(Date.now() / 1_000);
    const signature =
      secret === undefined
        ? {}
        : {
            "webhook-signature": `v1,${createHmac("sha256", secret).update(`${notice.id}.${seconds}.${body}`).digest("base64")}`,
          };
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": notice.id,
        "webhook-timestamp": String(seconds),
        ...signature,
      },
      body,
      redirect: "error",
      signal,
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`it answered ${response.status}`);
  };
}
