import http from "node:http";

const name = "node:http";
/** What the module holds, without what it makes when somebody looks (WebSocket and its like). */
const members = Object.entries(Object.getOwnPropertyDescriptors(http))
  .filter(([, member]) => "value" in member)
  .map(([key]) => key);

/**
 * Has node:http required instead of imported: an import asks for every member, and so loads the whole of fetch for WebSocket, which
 * costs each start of the program 20 ms. To be removed when Node makes these members without loading it.
 */
export const quickHttp = {
  name: "quick-http",
  resolveId: (id) => (id === name ? `\0${name}` : undefined),
  load: (id) =>
    id === `\0${name}`
      ? [
          'import { createRequire } from "node:module";',
          `const http = createRequire(import.meta.url)("${name}");`,
          "export default http;",
          `export const { ${members.join(", ")} } = http;`,
        ].join("\n")
      : undefined,
};
