import type { Catalogue } from "../../../catalogue/catalogue.ts";
import type { Failure } from "../failure.ts";
import { exampleLine } from "../usage.ts";
import { kebab } from "../words.ts";

/** Next steps that are others here than for a program that speaks REST. */
const ours: Readonly<Record<string, string>> = {
  UNAUTHENTICATED:
    "Keep a token with 'gnosis-docker login', or set GNOSIS_DOCKER_TOKEN. An admin makes one with 'gnosis-docker token create'.",
};

/** A failure as somebody at the command line can use it: next steps as commands, fields as flags. `command` is noun and verb, where known. */
export function failureForCli(failure: Failure, catalogue: Catalogue, command: string | undefined): Failure {
  const { code, next, where } = failure;
  const help = command === undefined ? undefined : `See 'gnosis-docker ${command} --help'.`;
  const said = next?.includes("/api/openapi.json") === true ? help : next;
  const told = ours[code] ?? (said === undefined ? undefined : nextStepForCli(said, catalogue));
  const { next: _next, where: _where, ...rest } = failure;
  return {
    ...rest,
    ...(told === undefined ? {} : { next: told }),
    // A file's path looks like a field's pointer; what the message says already need not be said again.
    ...(where === undefined || failure.message.includes(where) ? {} : { where: flagOf(where) }),
  };
}

/** `/max_output` as `--max-output`; places inside a field keep their path. */
const flagOf = (where: string): string =>
  where.replace(
    /^\/(\w+)(.*)$/,
    (_, field: string, inside: string) => `--${kebab(field)}${inside.replaceAll("/", ".")}`,
  );

/** A next step that names a REST route, such as `GET /api/containers?all=true`, with our own command in its place. */
function nextStepForCli(next: string, catalogue: Catalogue): string {
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
