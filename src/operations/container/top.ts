import { z } from "zod";
import { redactArguments } from "../../kernel/redaction.ts";
import { define } from "../define.ts";
import { containerErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theContainer } from "./act.ts";

/** Lists the processes of a container. */
export const containerTop = define({
  id: "container.top",
  summary: "List the processes that run in a container.",
  risk: "read",
  http: { method: "GET", path: "/api/containers/{id}/top" },
  input: z.strictObject({ id: reference("container") }),
  output: z.object({
    container_id: z.string().describe("The container as it was asked for."),
    titles: z.array(z.string()).describe("What the columns are."),
    processes: z.array(z.array(z.string())).describe("One row for each process."),
  }),
  targets: targetById("container"),
  deadline: 30_000,
  errors: [...containerErrors, "CONFLICT"],
  examples: [{ title: "The processes of a container", input: { id: "web" } }],
  async run(context, input) {
    const { Titles: titles, Processes: rows } = await context.ports.engine.json<{
      Titles: string[];
      Processes: string[][] | null;
    }>("GET", `/containers/${theContainer(context).id}/top`, { signal: context.signal });
    const processes = rows ?? [];
    // The last column is the command line, which may hold secrets.
    const masked = processes.map((row) =>
      row.map((cell, at) => (at === row.length - 1 ? redactArguments(cell.split(" ")).join(" ") : cell)),
    );
    return { container_id: input.id, titles, processes: context.revealsSecrets ? processes : masked };
  },
});
