import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { Ports } from "../ports.ts";

/** One run of a container of which output is kept, in answers. */
export const runFields = {
  full_id: z.string(),
  name: z.string(),
  image: z.string(),
  ended: z.string().describe("RFC 3339."),
  truncated: z.boolean().describe("True when there was more before it."),
};

/** One run of a container of which output is kept. */
interface Run {
  readonly container: string;
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly truncated: boolean;
}

/** A run for callers. */
export const runView = ({ container, name, image, time, truncated }: Run) => ({
  full_id: container,
  ...{ name, image, truncated },
  ended: new Date(time).toISOString(),
});

/** Runs of containers in the caller's scope. */
export const ofScope = <T extends Run>(context: OperationContext<Ports>, runs: Iterable<T>): T[] =>
  [...runs].filter(({ container, name, image, labels }) =>
    context.inScope({ kind: "container", id: container, name, labels, image }),
  );
