import { z } from "zod";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { AnyOperation } from "../../catalogue/operation.ts";
import { errorTable } from "../../kernel/error-table.ts";

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json;
  return json;
};

const parameterNames = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

const camel = (id: string): string => id.replaceAll(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase());

function parametersOf(operation: AnyOperation, fields: Json, required: readonly string[]): Json[] {
  const inPath = parameterNames(operation.http.path);
  const inQuery =
    operation.http.method === "GET" || operation.http.method === "DELETE" || operation.upload !== undefined;
  return Object.entries(fields)
    .filter(([name]) => inQuery || inPath.includes(name))
    .map(([name, schema]) => ({
      name,
      in: inPath.includes(name) ? "path" : "query",
      required: inPath.includes(name) || required.includes(name),
      ...((schema as Json)["description"] === undefined ? {} : { description: (schema as Json)["description"] }),
      schema,
    }));
}

function bodyOf(operation: AnyOperation, fields: Json, required: readonly string[]): Json | undefined {
  if (operation.upload !== undefined) {
    const { contentType } = operation.upload;
    return {
      required: operation.upload.required,
      content: { [contentType]: { schema: { type: "string", format: "binary" } } },
    };
  }
  if (operation.http.method === "GET" || operation.http.method === "DELETE") return undefined;
  const inPath = parameterNames(operation.http.path);
  const rest = Object.entries(fields).filter(([name]) => !inPath.includes(name));
  if (rest.length === 0) return undefined;
  const needed = required.filter((name) => !inPath.includes(name));
  const schema = {
    type: "object",
    properties: Object.fromEntries(rest),
    additionalProperties: false,
    ...(needed.length === 0 ? {} : { required: needed }),
  };
  return { required: needed.length > 0, content: { "application/json": { schema } } };
}

/** Answers to changes carry a receipt beside their own members. */
function withReceipt({ risk }: AnyOperation, schema: Json): Json {
  if (risk === "read" || schema["type"] !== "object") return schema;
  const receipt = { $ref: "#/components/schemas/Receipt" };
  return { ...schema, properties: { ...(schema["properties"] as Json | undefined), receipt } };
}

const receiptSchema: Json = {
  type: "object",
  description: "How the change can be taken back.",
  required: ["record", "undo", "undoable"],
  properties: {
    record: { type: "string", description: "Id of the record; POST /api/undo takes it." },
    undo: { type: "string", description: "What an undo would do, or why there is none." },
    undoable: { type: "boolean" },
  },
};

function answersOf(operation: AnyOperation): Json {
  const content: Json = {};
  if (operation.download !== undefined)
    content["application/octet-stream"] = { schema: { type: "string", format: "binary" } };
  if (operation.run !== undefined || operation.stream !== undefined) {
    content["application/json"] = { schema: withReceipt(operation, schemaOf(operation.output, "output")) };
  }
  if (operation.stream !== undefined && operation.item !== undefined) {
    content["application/x-ndjson"] = { schema: schemaOf(operation.item, "output") };
    content["text/event-stream"] = { schema: { type: "string" } };
  }
  const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  const byStatus = new Map<number, string[]>();
  for (const code of operation.errors) {
    const { status } = errorTable[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const failures = [...byStatus].map(([status, codes]) => [
    status,
    { description: codes.join(", "), content: problem },
  ]);
  return {
    [operation.http.status ?? 200]: { description: "Success", content },
    ...Object.fromEntries(failures),
    default: { description: "Any other failure", content: problem },
  };
}

function describe(operation: AnyOperation): Json {
  const input = schemaOf(operation.input, "input");
  const fields = (input["properties"] ?? {}) as Json;
  const required = (input["required"] ?? []) as string[];
  const requestBody = bodyOf(operation, fields, required);
  return {
    operationId: camel(operation.id),
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    tags: [operation.id.split(".")[0]],
    "x-operation": operation.id,
    "x-risk": operation.riskCeiling ?? operation.risk,
    parameters: parametersOf(operation, fields, required),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: answersOf(operation),
  };
}

const problemSchema: Json = {
  type: "object",
  description: "RFC 9457 problem document.",
  required: ["type", "title", "status", "detail", "code", "next", "error"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string", enum: Object.keys(errorTable) },
    next: { type: "string", description: "What to do next." },
    where: { type: "string" },
    closest: { type: "array", items: { type: "string" } },
    rule: { type: "string" },
    request: { type: "string" },
    error: { type: "string" },
  },
};

/** The OpenAPI 3.1 document of the catalogue. */
export function openApi(catalogue: Catalogue, version: string): Json {
  const paths: Record<string, Json> = {};
  for (const operation of catalogue.operations) {
    const { method, path } = operation.http;
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Gnosis Docker",
      version,
      description:
        "Controls the containers, images, volumes and networks of Docker engines through one policy and one record.",
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, { apiKey: [] }],
    paths,
    components: {
      schemas: { Problem: problemSchema, Receipt: receiptSchema },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
      },
    },
  };
}
