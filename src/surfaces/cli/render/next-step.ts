import type { Catalogue } from "../../../catalogue/catalogue.ts";
import { exampleLine } from "../usage.ts";

/** A next step that names a REST route, such as `GET /api/containers?all=true`, with our own command in its place. */
export function nextStepForCli(next: string, catalogue: Catalogue): string {
  return next.replaceAll(
    /\b(GET|POST|PUT|DELETE) (\/api\/[\w/{}-]+)(?:\?([\w=&]+))?/g,
    (whole: string, method: string, path: string, query: string | undefined) => {
      const operation = catalogue.operations.find(({ http }) => http.method === method && http.path === path);
      if (operation === undefined) return whole;
      const input = Object.fromEntries(
        [...new URLSearchParams(query ?? "")].map(([name, value]) => [name, value === "true" ? true : value]),
      );
      return `'${exampleLine(operation, input)}'`;
    },
  );
}
