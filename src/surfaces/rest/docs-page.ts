import { z } from "zod";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { AnyOperation } from "../../catalogue/operation.ts";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const text = (value: string): string => value.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);

const style = `
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem}
code,pre{font:14px/1.4 ui-monospace,monospace}pre{overflow:auto;padding:.75rem;border:1px solid #8886;border-radius:.4rem}
nav{columns:14rem}nav a{display:block}table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid #8884}
h2{margin-top:2.5rem;border-top:1px solid #8884;padding-top:1rem}.risk{font-size:.85rem;border:1px solid #8888;border-radius:1rem;padding:.1rem .6rem}`;

interface Field {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Field[];
}

const typeOf = (field: Field): string =>
  field.enum?.map((value) => JSON.stringify(value)).join(" | ") ??
  field.type ??
  field.anyOf?.map(typeOf).join(" or ") ??
  "any";

function fieldRows(operation: AnyOperation): string {
  const schema = z.toJSONSchema(operation.input, { io: "input", unrepresentable: "any" }) as {
    properties?: Record<string, Field>;
    required?: string[];
  };
  return Object.entries(schema.properties ?? {})
    .map(([name, field]) => {
      const required = schema.required?.includes(name) === true ? " (required)" : "";
      const standard = field.default === undefined ? "" : ` Default: ${JSON.stringify(field.default)}.`;
      const about = text(`${field.description ?? ""}${standard}`);
      return `<tr><td><code>${text(name)}</code>${required}</td><td>${text(typeOf(field))}</td><td>${about}</td></tr>`;
    })
    .join("");
}

function section(operation: AnyOperation): string {
  const { method, path } = operation.http;
  const examples = operation.examples
    .map(({ title, input }) => `<p>${text(title)}</p><pre>${text(JSON.stringify(input, null, 2))}</pre>`)
    .join("");
  const rows = fieldRows(operation);
  const fields = rows === "" ? "" : `<table><tr><th>Field</th><th>Type</th><th></th></tr>${rows}</table>`;
  return `<h2 id="${text(operation.id)}">${text(operation.id)} <span class="risk">${operation.riskCeiling ?? operation.risk}</span></h2>
<p>${text(operation.summary)} ${text(operation.description ?? "")}</p><p><code>${method} ${text(path)}</code></p>${fields}${examples}
<p>Errors: ${operation.errors.map((code) => `<code>${code}</code>`).join(", ")}</p>`;
}

/** One page that describes every operation: no script, nothing from outside. */
export function docsPage(catalogue: Catalogue, version: string): string {
  const links = catalogue.operations.map(({ id }) => `<a href="#${text(id)}">${text(id)}</a>`).join("");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Gnosis Docker ${text(version)}: operations</title><style>${style}</style><h1>Gnosis Docker ${text(version)}</h1>
<p>Send a token as <code>Authorization: Bearer gnosis_…</code>. The same as data: <a href="/api/openapi.json">/api/openapi.json</a>.
Streams come as NDJSON or as server-sent events, by the <code>Accept</code> header.</p>
<nav>${links}</nav>${catalogue.operations.map(section).join("")}</html>`;
}
