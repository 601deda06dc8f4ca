import type { Browser } from "playwright-core";
import { browserSession } from "../../test/support/page.ts";
import type { TestServer } from "../../test/support/server.ts";
import { viewport } from "./tab.ts";

/** A tab of a profile of its own, signed in, which nobody looks into while it works. */
export interface BareTab {
  /** Has its main thread go so many times slower; 1 is as fast as it is. */
  readonly slow: (times: number) => Promise<void>;
  readonly goTo: (address: string) => Promise<void>;
  readonly evaluate: <T>(expression: string) => Promise<T>;
  /** CPU milliseconds of its main thread since it was opened. */
  readonly busy: () => Promise<number>;
  readonly close: () => Promise<void>;
}

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/**
 * Opens a tab beside those of the test library, which listens to each of its pages as the browser's own instruments would: for every
 * request and every script the browser then notes where in the program it came from, and reads the program anew for that. Nobody's
 * dashboard does so. `script` is run before the page's own.
 */
export async function openBareTab(browser: Browser, server: TestServer, script: string): Promise<BareTab> {
  const session = await browser.newBrowserCDPSession();
  const { browserContextId } = await session.send("Target.createBrowserContext");
  const { targetId } = await session.send("Target.createTarget", { url: "about:blank", browserContextId });
  const { sessionId } = await session.send("Target.attachToTarget", { targetId, flatten: false });
  const waiting = new Map<number, (reply: Reply) => void>();
  session.on("Target.receivedMessageFromTarget", (event) => {
    if (event.sessionId !== sessionId) return;
    const reply = JSON.parse(event.message) as Reply;
    waiting.get(reply.id ?? 0)?.(reply);
  });
  let next = 1;
  const send = async <T>(method: string, params: object = {}): Promise<T> => {
    const id = next++;
    const replied = new Promise<Reply>((resolve) => waiting.set(id, resolve));
    await session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) });
    const { result, error } = await replied;
    waiting.delete(id);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result as T;
  };
  const { cookie, key } = await browserSession(server, server.token);
  await session.send("Storage.setCookies", { browserContextId, cookies: [cookie] });
  await send("Emulation.setDeviceMetricsOverride", { ...viewport, deviceScaleFactor: 1, mobile: false });
  await send("Page.enable");
  await send("Page.addScriptToEvaluateOnNewDocument", {
    source: `localStorage.setItem("page", ${JSON.stringify(key)}); ${script}`,
  });
  await send("Performance.enable", { timeDomain: "threadTicks" });
  return {
    slow: (rate) => send("Emulation.setCPUThrottlingRate", { rate }),
    goTo: async (url) => {
      await send("Page.navigate", { url });
    },
    evaluate: async <T>(expression: string) => {
      const { result } = await send<{ result: { value: T } }>("Runtime.evaluate", { expression, returnByValue: true });
      return result.value;
    },
    busy: async () => {
      const { metrics } = await send<{ metrics: { name: string; value: number }[] }>("Performance.getMetrics");
      return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
    },
    close: async () => {
      await session.send("Target.disposeBrowserContext", { browserContextId });
      await session.detach();
    },
  };
}
