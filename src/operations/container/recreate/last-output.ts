import type { OperationContext } from "../../../catalogue/operation.ts";
import { frameBatches } from "../../../engine/frames.ts";
import { openLog } from "../../../engine/logs/open-log.ts";
import type { ContainerInspect } from "../../../engine/model.ts";
import { collect } from "../../output/collect.ts";
import { outputMask } from "../../output/masked.ts";
import type { Ports } from "../../ports.ts";

/** Lines and bytes of what a failed container has written: it is removed, and nobody could look afterwards. */
const tail = 20;
const maxBytes = 2_000;

/** The last lines that a container wrote, masked; empty where they can't be read. */
export async function lastOutput(context: OperationContext<Ports>, inspect: ContainerInspect): Promise<string> {
  const { engine } = context.ports;
  try {
    const body = await openLog(engine, inspect.Id, {
      query: { stdout: true, stderr: true, tail: String(tail) },
      signal: context.signal,
      timeout: 5_000,
    });
    const batches = frameBatches(body, { multiplexed: !inspect.Config.Tty });
    const { output } = await collect(batches, { maxBytes, keep: "end" });
    return outputMask(context.revealsSecrets, inspect)(output).trimEnd();
  } catch {
    return "";
  }
}
