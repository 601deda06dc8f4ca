import { asGnosisError } from "../../kernel/errors.ts";
import { problemOf } from "./problem.ts";

/** The two forms of a stream over HTTP. */
export type StreamForm = "ndjson" | "sse";

/** The form that an `Accept` header asks for; nothing when it asks for one answer in JSON. */
export function streamForm(accept: string | undefined): StreamForm | undefined {
  if (accept === undefined) return undefined;
  if (accept.includes("text/event-stream")) return "sse";
  return /application\/(?:x-)?(?:nd|l)json|application\/jsonl/.test(accept) ? "ndjson" : undefined;
}

const contentTypes = { ndjson: "application/x-ndjson", sse: "text/event-stream" } as const;
const line = (form: StreamForm, kind: "item" | "result" | "error", value: unknown): string => {
  const text = JSON.stringify(value);
  if (form === "sse") return `${kind === "item" ? "" : `event: ${kind}\n`}data: ${text}\n\n`;
  return `${kind === "item" ? text : JSON.stringify({ [kind]: value })}\n`;
};

/**
 * Items as they come together, each a line (NDJSON) or an event (SSE); the last line tells the result, or the error when it broke off:
 * `{"result": …}` or `{"error": …}`. Pulled by the reader: a slow one slows its own stream.
 */
export function streamResponse(
  form: StreamForm,
  batches: AsyncGenerator<readonly unknown[], unknown, void>,
  about: { readonly record: string; readonly requestId: string },
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await batches.next();
          if (next.done !== true) {
            controller.enqueue(encoder.encode(next.value.map((item) => line(form, "item", item)).join("")));
            return;
          }
          controller.enqueue(encoder.encode(line(form, "result", next.value ?? {})));
        } catch (thrown) {
          controller.enqueue(encoder.encode(line(form, "error", problemOf(asGnosisError(thrown), about.requestId))));
        }
        controller.close();
      },
      async cancel() {
        await batches.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: { "content-type": contentTypes[form], "x-gnosis-record": about.record, "x-accel-buffering": "no" },
  });
}
