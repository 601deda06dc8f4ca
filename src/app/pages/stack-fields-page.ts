import {
  refusedDeployFields,
  refusedServiceFields,
  refusedTopFields,
} from "../../operations/stack/document/refused.ts";
import { serviceFields } from "../../operations/stack/document/service-fields.ts";

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

const refusedRows = (fields: Readonly<Record<string, string>>, before = ""): string[] =>
  Object.entries(fields).map(([name, why]) => row([`\`${before}${name}\``, why]));

/** docs/stack-fields.md: every field of a Compose file, with the engine's field that it becomes or why it is refused. */
export function stackFieldsPage(): string {
  const taken = Object.entries(serviceFields).map(([name, { engine }]) =>
    row([`\`${name}\``, /^[A-Z][\w.]+$/u.test(engine) ? `\`${engine}\`` : engine]),
  );
  return (
    [
      "# Fields of a stack's document",
      "What a service's fields become, in the engine's words. A field in neither table is an error, and so is a value that can't be told to the engine: nothing is dropped. Both spellings of the Compose specification are taken where it has two. This page is made from the code by `npm run generate`; the JSON Schema for editors is [compose.schema.json](compose.schema.json).",
      "## Taken",
      [row(["field", "becomes"]), row(["---", "---"]), ...taken].join("\n"),
      "## Refused",
      [
        row(["field", "why, and what to do"]),
        row(["---", "---"]),
        ...refusedRows(refusedTopFields),
        ...refusedRows(refusedServiceFields, "services.*."),
        ...refusedRows(refusedDeployFields, "services.*.deploy."),
      ].join("\n"),
    ].join("\n\n") + "\n"
  );
}
