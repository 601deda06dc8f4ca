import { CallError, type Problem } from "./problem.ts";
import { socket } from "./socket.ts";

const address = (operation: string, input: object): string => {
  const query = new URLSearchParams({ input: JSON.stringify(input) });
  if (socket.endpoint !== undefined) query.set("endpoint", socket.endpoint);
  return `/ui/files/${operation}?${query.toString()}`;
};

async function refused(answer: Response): Promise<CallError> {
  return new CallError((await answer.json()) as Problem);
}

/** Saves what a call gives as a file of the browser's; rejects with a CallError. */
export async function saveFile(operation: string, input: object): Promise<string> {
  const answer = await fetch(address(operation, input));
  if (!answer.ok) throw await refused(answer);
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

/** Sends bytes to a call that takes a file; `progress` is told the part that has gone. Rejects with a CallError. */
export function sendFile<T>(
  operation: string,
  input: object,
  file: { readonly bytes: Blob; readonly type: string; readonly progress?: (part: number) => void },
): Promise<T> {
  // Of the two ways to send only this one tells how far it is.
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", ({ loaded, total }) => file.progress?.(loaded / Math.max(1, total)));
    request.addEventListener("load", () => {
      const answer = JSON.parse(request.responseText) as { value: T } | Problem;
      if ("value" in answer) resolve(answer.value);
      else reject(new CallError(answer));
    });
    request.addEventListener("error", () => reject(new Error("The file did not arrive whole.")));
    request.open("POST", address(operation, input));
    request.setRequestHeader("content-type", file.type);
    request.send(file.bytes);
  });
}
