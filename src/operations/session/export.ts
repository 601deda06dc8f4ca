import { Readable } from "node:stream";
import { z } from "zod";
import { define } from "../define.ts";
import { accountOf } from "./account.ts";
import { accountAsMarkdown } from "./markdown.ts";
import { sessionId } from "./view.ts";

/** Gives a session's account as a document. */
export const sessionExport = define({
  id: "session.export",
  summary: "Get the account of a session as a Markdown document.",
  description: "The same as JSON is what session.inspect answers.",
  risk: "read",
  http: { method: "GET", path: "/api/sessions/{id}/export" },
  input: z.strictObject({ id: sessionId }),
  output: z.never(),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "SESSION_NOT_FOUND", "STORE_FAILED"],
  examples: [{ title: "A document about a session", input: { id: "at-120" } }],
  download({ ports }, { id }) {
    const text = accountAsMarkdown(accountOf(ports, id));
    return Promise.resolve({
      bytes: Readable.from([Buffer.from(text, "utf8")]),
      contentType: "text/markdown; charset=utf-8",
      filename: "session.md",
    });
  },
});
