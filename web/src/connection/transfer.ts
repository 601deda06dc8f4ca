import { askedOf, CallError, lost, type Problem } from "./problem.ts";
import { pageHeaders } from "./page-key.ts";
import { socket } from "./socket.ts";

const address = (operation: string, input: object): string => {
  const query = new URLSearchParams({ input: JSON.stringify(input) });
  if (socket.endpoint !== undefined) query.set("endpoint", socket.endpoint);
  return `/ui/files/${operation}?${query.toString()}`;
};

/** Saves what a call gives as a file of the browser's; rejects with a CallError. */
export async function saveFile(operation: string, input: object): Promise<string> {
  const answer = await fetch(address(operation, input), { headers: pageHeaders() });
  if (!answer.ok) throw new CallError({ ...((await answer.json()) as Problem), asked: askedOf(operation, input) });
  const name = /filename="([^"]*)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "file";
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it over by then; the memory must not stay.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}

/** What is sent with a call. */
interface Sent {
  readonly bytes: Blob;
  readonly type: string;
  /** Told the part that has gone. */
  readonly progress?: (part: number) => void;
}

// Of the two ways to send only this one tells how far it is.
function request(operation: string, input: object, { progress }: Sent): XMLHttpRequest {
  const made = new XMLHttpRequest();
  made.upload.addEventListener("progress", ({ loaded, total }) => progress?.(loaded / Math.max(1, total)));
  made.open("POST", address(operation, input));
  for (const [name, value] of Object.entries(pageHeaders())) made.setRequestHeader(name, value);
  return made;
}

/**
 * Sends bytes to a call that answers item by item, as `stream` of the socket does; gives the way to break it off, after which nothing
 * is told any more.
 */
export function sendStreaming(
  operation: string,
  input: object,
  sent: Sent,
  on: { items: (items: readonly unknown[]) => void; end: (value: unknown, error?: Error) => void },
): () => void {
  const made = request(operation, input, sent);
  const asked = askedOf(operation, input);
  let read = 0;
  let ended = false;
  const end = (value: unknown, error?: Error): void => {
    if (!ended) on.end(value, error);
    ended = true;
  };
  const take = (): void => {
    if (made.status !== 200) return;
    const whole = made.responseText.slice(read, made.responseText.lastIndexOf("\n") + 1);
    read += whole.length;
    const lines = whole
      .split("\n")
      .flatMap((line) => (line === "" ? [] : (JSON.parse(line) as { result?: unknown; error?: Problem })));
    const last = lines.find((line) => "result" in line || "error" in line);
    const items = lines.filter((line) => line !== last);
    if (items.length > 0) on.items(items);
    if (last?.error !== undefined) end(undefined, new CallError({ ...last.error, asked }));
    else if (last !== undefined) end(last.result);
  };
  made.addEventListener("progress", take);
  made.addEventListener("load", () => {
    take();
    if (made.status === 200) return end(undefined, lost());
    end(undefined, new CallError({ ...(JSON.parse(made.responseText) as Problem), asked }));
  });
  made.addEventListener("error", () => end(undefined, lost()));
  made.setRequestHeader("content-type", sent.type);
  made.setRequestHeader("accept", "application/x-ndjson");
  made.send(sent.bytes);
  return () => {
    ended = true;
    made.abort();
  };
}

/** Sends bytes to a call that takes a file and answers in one piece. Rejects with a CallError. */
export function sendFile<T>(operation: string, input: object, sent: Sent): Promise<T> {
  return new Promise((resolve, reject) => {
    const made = request(operation, input, sent);
    made.addEventListener("load", () => {
      const answer = JSON.parse(made.responseText) as { value: T } | Problem;
      if ("value" in answer) resolve(answer.value);
      else reject(new CallError({ ...answer, asked: askedOf(operation, input) }));
    });
    made.addEventListener("error", () => reject(lost()));
    made.setRequestHeader("content-type", sent.type);
    made.send(sent.bytes);
  });
}
