import { z } from "zod";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import type { Bringing, Done } from "./bring-up.ts";
import { actions, type Step } from "./step.ts";

const kind = z.enum(["image", "network", "volume", "container"]);

/** What is told while a stack changes. */
export const toldItem = z.object({
  service: z.string().optional(),
  action: z.enum([...actions, "wait"]),
  kind,
  name: z.string(),
  state: z.enum(["doing", "done"]),
  message: z.string().optional(),
  done: z.number().optional().describe("Units done, where known: bytes of an image."),
  total: z.number().optional(),
});

/** One step that was done. */
export const doneStep = z.object({
  action: z.enum(actions),
  kind,
  name: z.string(),
  service: z.string().optional(),
  record: z.string().describe("Its own record; `undo.run` with it takes this step back."),
  undo: z.string().optional().describe("What that would do, or why it can't."),
  undoable: z.boolean().optional(),
});

/** A step as it is told. */
export const tellDone = ({ step, record, receipt }: Done): z.output<typeof doneStep> => ({
  ...{ action: step.action, kind: step.kind, name: step.name, record },
  ...(step.service === undefined ? {} : { service: step.service }),
  ...(receipt === undefined ? {} : receipt),
});

/** Work of which a failure says what had been done before. */
export async function sayingDone<T>({ done }: Pick<Bringing, "done">, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = asGnosisError(thrown);
    const before = done.length === 0 ? "" : ` ${done.length} ${done.length === 1 ? "step was" : "steps were"} done before that; calling again goes on from there.`; // prettier-ignore
    throw new GnosisError(error.code, `${error.message}${before}`, {
      ...error.detail,
      extra: { ...error.detail.extra, done: done.map(tellDone) },
      cause: thrown,
    });
  }
}

/** A step of which a failure says which one it was. */
export async function sayingWhich<T>(
  { action, kind, name }: Pick<Step, "action" | "kind" | "name">,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = asGnosisError(thrown);
    const extra = { ...error.detail.extra, failed: { action, kind, name } };
    throw new GnosisError(error.code, error.message, { ...error.detail, extra, cause: thrown });
  }
}
