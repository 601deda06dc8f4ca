import { createContainer, removeContainer } from "../containers.ts";
import { bytes, engine, rawCall } from "../engine-call.ts";
import { needBusybox } from "./busybox.ts";

/** Runs one container on the default network to its end: an engine may answer and still be unable to do that. */
export async function smoke(): Promise<void> {
  await needBusybox();
  const { id } = await createContainer({ command: ["true"] });
  try {
    const { StatusCode: code } = await engine<{ StatusCode: number }>("POST", `/containers/${id}/wait`);
    const output = await bytes(await rawCall("GET", `/containers/${id}/logs?stdout=true&stderr=true`));
    if (code !== 0)
      throw new Error(`A busybox container that runs 'true' ended with code ${code}: ${output.toString()}`);
  } finally {
    await removeContainer(id);
  }
}
