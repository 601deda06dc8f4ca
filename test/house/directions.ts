/** Which folders of src/ each folder may import, beside itself. A line that is longer here is a decision: write it down in docs/decisions. */
export const directions: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  catalogue: ["kernel"],
  store: ["kernel"],
  config: ["kernel"],
  engine: ["kernel", "store"],
  operations: ["catalogue", "engine", "kernel"],
  guard: ["catalogue", "engine", "store", "kernel"],
  proxy: ["guard", "catalogue", "engine", "kernel"],
  // What every surface over HTTP shares: the application, the Host and Origin checks, problem documents.
  "surfaces/http": ["guard", "catalogue", "kernel"],
  "surfaces/rest": ["surfaces/http", "guard", "catalogue", "kernel"],
  "surfaces/mcp": ["surfaces/http", "guard", "catalogue", "kernel"],
  "surfaces/cli": ["guard", "catalogue", "kernel"],
  "surfaces/decide": ["surfaces/http", "guard", "catalogue", "kernel"],
  "surfaces/dashboard": ["surfaces/http", "guard", "catalogue", "kernel"],
  app: ["*"],
};
