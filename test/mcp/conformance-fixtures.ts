import { setTimeout as sleep } from "node:timers/promises";
import {
  acceptedContent,
  createRequestStateCodec,
  fromJsonSchema,
  inputRequired,
  inputResponse,
  McpServer,
  ProtocolError,
  ResourceNotFoundError,
  ResourceTemplate,
  type McpServerFactory,
  type ServerContext,
  completable,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { HttpServing } from "../../src/surfaces/mcp/serve-http.ts";

/** What the conformance suite expects a server to have, so that the protocol below can be tested. Nothing of the product is in it. */
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
const wav = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";
const nothing = z.strictObject({});
const text = (said: string) => ({ content: [{ type: "text" as const, text: said }] });
const owner = "conformance";

const form = (message: string, properties: Record<string, unknown>, required: string[] = Object.keys(properties)) =>
  inputRequired.elicit({ message, requestedSchema: { type: "object", properties, required } as never });
const answers = (context: ServerContext) => context.mcpReq.inputResponses;
const capabilities = (context: ServerContext): any =>
  (context.mcpReq.envelope as any)?.["io.modelcontextprotocol/clientCapabilities"] ?? {};

/** One tool that asks one thing and tells the answer. */
function asks(
  server: McpServer,
  name: string,
  key: string,
  ask: () => ReturnType<typeof inputRequired.elicit>,
  told: (answer: any) => string,
): void {
  server.registerTool(name, { description: `Asks for ${key}`, inputSchema: nothing }, (_, context) => {
    const view = inputResponse(answers(context), key);
    if (view.kind === "missing") return inputRequired({ inputRequests: { [key]: ask() } });
    return text(told(view));
  });
}

function contents(server: McpServer): void {
  const plain = (name: string, content: any[]) =>
    server.registerTool(name, { description: `Gives ${name}`, inputSchema: nothing }, () => ({ content }));
  const mixed = {
    uri: "test://mixed-content-resource",
    mimeType: "application/json",
    text: '{"test":"data","value":123}',
  };
  const embedded = {
    uri: "test://embedded-resource",
    mimeType: "text/plain",
    text: "This is an embedded resource content.",
  };
  const image = { type: "image", data: png, mimeType: "image/png" };
  plain("test_simple_text", text("This is a simple text response for testing.").content);
  plain("test_image_content", [image]);
  plain("test_audio_content", [{ type: "audio", data: wav, mimeType: "audio/wav" }]);
  plain("test_embedded_resource", [{ type: "resource", resource: embedded }]);
  plain("test_multiple_content_types", [
    { type: "text", text: "Multiple content types test:" },
    image,
    { type: "resource", resource: mixed },
  ]);
  server.registerTool("test_error_handling", { description: "Fails", inputSchema: nothing }, () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
  const rich = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    $defs: { address: { $anchor: "addressDef", type: "object", properties: { city: { type: "string" } } } },
    properties: { name: { type: "string" }, home: { $ref: "#/$defs/address" }, phone: { type: "string" } },
    allOf: [{ anyOf: [{ required: ["name"] }, { required: ["phone"] }] }],
    if: { required: ["home"] },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { required: ["name"] },
    else: {},
    additionalProperties: false,
  } as const;
  const description = "Has a rich schema";
  server.registerTool("json_schema_2020_12_tool", { description, inputSchema: fromJsonSchema(rich as never) }, () =>
    text("ok"),
  );
  const mirrored = {
    type: "object",
    properties: { region: { type: "string", "x-mcp-header": "Region" } },
    required: ["region"],
  };
  server.registerTool(
    "test_mirrored_header",
    {
      description: "Has a parameter that a header repeats",
      inputSchema: fromJsonSchema<{ region: string }>(mirrored as never),
    },
    ({ region }) => text(region),
  );
}

function notices(server: McpServer, serving: () => HttpServing): void {
  server.registerTool("test_tool_with_logging", { description: "Logs", inputSchema: nothing }, async (_, context) => {
    for (const said of ["Tool execution started", "Tool processing data", "Tool execution completed"]) {
      await context.mcpReq.log("info", said);
      await sleep(50);
    }
    return text("logged");
  });
  server.registerTool(
    "test_tool_with_progress",
    { description: "Progresses", inputSchema: nothing },
    async (_, context) => {
      const { _meta: meta } = context.mcpReq;
      for (const progress of [0, 50, 100]) {
        if (meta?.progressToken !== undefined) {
          await context.mcpReq.notify({
            method: "notifications/progress",
            params: { progressToken: meta.progressToken, progress, total: 100 },
          });
        }
        await sleep(50);
      }
      return text("done");
    },
  );
  server.registerTool(
    "test_logging_tool",
    { description: "Logs where it is wanted", inputSchema: nothing },
    async (_, context) => {
      await context.mcpReq.log("info", "one line");
      return text("logged");
    },
  );
  server.registerTool(
    "test_trigger_tool_change",
    { description: "Tells of changed tools", inputSchema: nothing },
    () => {
      serving().notify(owner).toolsChanged();
      return text("changed");
    },
  );
  server.registerTool(
    "test_trigger_prompt_change",
    { description: "Tells of changed prompts", inputSchema: nothing },
    () => {
      serving().notify(owner).promptsChanged();
      return text("changed");
    },
  );
}

function questions(server: McpServer): void {
  server.registerTool(
    "test_sampling",
    { description: "Samples", inputSchema: z.strictObject({ prompt: z.string() }) },
    ({ prompt }, context) => {
      const view = inputResponse(answers(context), "sample");
      if (view.kind === "sampling") return text(`LLM response: ${(view.result.content as any).text}`);
      const messages = [{ role: "user" as const, content: { type: "text" as const, text: prompt } }];
      return inputRequired({ inputRequests: { sample: inputRequired.createMessage({ messages, maxTokens: 100 }) } });
    },
  );
  server.registerTool(
    "test_elicitation",
    { description: "Elicits", inputSchema: z.strictObject({ message: z.string() }) },
    ({ message }, context) => {
      const view = inputResponse(answers(context), "user");
      if (view.kind === "elicit")
        return text(`User response: action=${view.action}, content=${JSON.stringify(view.content ?? {})}`);
      const properties = {
        username: { type: "string", description: "User's response" },
        email: { type: "string", description: "User's email address" },
      };
      return inputRequired({ inputRequests: { user: form(message, properties) } });
    },
  );
  const completed = (view: any) =>
    `Elicitation completed: action=${view.action}, content=${JSON.stringify(view.content ?? {})}`;
  const defaults = {
    name: { type: "string", default: "John Doe" },
    age: { type: "integer", default: 30 },
    score: { type: "number", default: 95.5 },
    status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
    verified: { type: "boolean", default: true },
  };
  asks(server, "test_elicitation_sep1034_defaults", "form", () => form("Review the defaults", defaults, []), completed);
  const options = ["option1", "option2", "option3"];
  const titled = ["First", "Second", "Third"].map((word, index) => ({
    const: `value${index + 1}`,
    title: `${word} Choice`,
  }));
  const enums = {
    untitledSingle: { type: "string", enum: options },
    titledSingle: { type: "string", oneOf: titled },
    legacyEnum: {
      type: "string",
      enum: ["opt1", "opt2", "opt3"],
      enumNames: ["Option One", "Option Two", "Option Three"],
    },
    untitledMulti: { type: "array", items: { type: "string", enum: options } },
    titledMulti: { type: "array", items: { anyOf: titled } },
  };
  asks(server, "test_elicitation_sep1330_enums", "form", () => form("Choose", enums, []), completed);
  server.registerTool("test_missing_capability", { description: "Needs sampling", inputSchema: nothing }, () => {
    const messages = [{ role: "user" as const, content: { type: "text" as const, text: "hello" } }];
    return inputRequired({ inputRequests: { sample: inputRequired.createMessage({ messages, maxTokens: 10 }) } });
  });
  asks(
    server,
    "test_streaming_elicitation",
    "go",
    () => form("Go on?", { ok: { type: "boolean" } }),
    () => "went on",
  );
}

const nameSchema = z.object({ name: z.string() });
const state = createRequestStateCodec<{ step: number }>({ key: Buffer.alloc(32, 7) });

function rounds(server: McpServer): void {
  const question = (content: string) => ({
    messages: [{ role: "user" as const, content: { type: "text" as const, text: content } }],
    maxTokens: 100,
  });
  server.registerTool(
    "test_input_required_result_elicitation",
    { description: "Asks for a name", inputSchema: nothing },
    (_, context) => {
      const given = acceptedContent(answers(context), "user_name", nameSchema);
      if (given !== undefined) return text(`Hello, ${given.name}!`);
      return inputRequired({ inputRequests: { user_name: form("What is your name?", { name: { type: "string" } }) } });
    },
  );
  asks(
    server,
    "test_input_required_result_sampling",
    "capital_question",
    () => inputRequired.createMessage(question("What is the capital of France?")),
    (view) => view.result?.content?.text ?? "",
  );
  asks(
    server,
    "test_input_required_result_list_roots",
    "client_roots",
    () => inputRequired.listRoots(),
    (view) => JSON.stringify(view.roots ?? []),
  );
  for (const name of ["test_input_required_result_request_state", "test_input_required_result_tampered_state"]) {
    server.registerTool(name, { description: "Carries state", inputSchema: nothing }, async (_, context) => {
      const carried = context.mcpReq.requestState<{ step: number }>();
      if (carried?.step === 1 && inputResponse(answers(context), "confirm").kind === "elicit") return text("state-ok");
      const requestState = await state.mint({ step: 1 }, context);
      return inputRequired({
        inputRequests: { confirm: form("Please confirm", { ok: { type: "boolean" } }) },
        requestState,
      });
    });
  }
  server.registerTool(
    "test_input_required_result_multiple_inputs",
    { description: "Asks three things", inputSchema: nothing },
    async (_, context) => {
      const keys = ["user_name", "greeting", "client_roots"];
      if (keys.every((key) => inputResponse(answers(context), key).kind !== "missing")) return text("all there");
      return inputRequired({
        inputRequests: {
          user_name: form("What is your name?", { name: { type: "string" } }),
          greeting: inputRequired.createMessage({ ...question("Generate a greeting"), maxTokens: 50 }),
          client_roots: inputRequired.listRoots(),
        },
        requestState: await state.mint({ step: 1 }, context),
      });
    },
  );
  server.registerTool(
    "test_input_required_result_multi_round",
    { description: "Asks twice", inputSchema: nothing },
    async (_, context) => {
      const step = context.mcpReq.requestState<{ step: number }>()?.step ?? 0;
      if (step === 2 && inputResponse(answers(context), "step2").kind === "elicit") return text("both answered");
      if (step === 1 && inputResponse(answers(context), "step1").kind === "elicit") {
        const step2 = form("Step 2: What is your favorite color?", { color: { type: "string" } });
        return inputRequired({ inputRequests: { step2 }, requestState: await state.mint({ step: 2 }, context) });
      }
      const step1 = form("Step 1: What is your name?", { name: { type: "string" } });
      return inputRequired({ inputRequests: { step1 }, requestState: await state.mint({ step: 1 }, context) });
    },
  );
  server.registerTool(
    "test_input_required_result_capabilities",
    { description: "Asks what the client can answer", inputSchema: nothing },
    (_, context) => {
      const { elicitation, sampling } = capabilities(context);
      const inputRequests: Record<string, any> = {};
      if (elicitation !== undefined) inputRequests["form"] = form("Name?", { name: { type: "string" } });
      if (sampling !== undefined) inputRequests["sample"] = inputRequired.createMessage(question("Hello"));
      return Object.keys(inputRequests).length === 0 ? text("nothing to ask") : inputRequired({ inputRequests });
    },
  );
}

function resources(server: McpServer): void {
  const read = (name: string, uri: string, mimeType: string, content: { text: string } | { blob: string }) =>
    server.registerResource(name, uri, { description: name, mimeType }, () => ({
      contents: [{ uri, mimeType, ...content }],
    }));
  read("static-text", "test://static-text", "text/plain", { text: "This is the content of the static text resource." });
  read("static-binary", "test://static-binary", "image/png", { blob: png });
  read("watched", "test://watched-resource", "text/plain", { text: "watched" });
  const template = new ResourceTemplate("test://template/{id}/data", { list: undefined });
  server.registerResource(
    "template",
    template,
    { description: "template", mimeType: "application/json" },
    (uri, { id }) => {
      if (typeof id !== "string") throw new ResourceNotFoundError(uri.href);
      const value = { id, templateTest: true, data: `Data for ID: ${id}` };
      return { contents: [{ uri: uri.href, mimeType: "application/json", text: JSON.stringify(value) }] };
    },
  );
}

function prompts(server: McpServer): void {
  const user = (content: any) => ({ role: "user" as const, content });
  const said = (words: string) => user({ type: "text", text: words });
  server.registerPrompt("test_simple_prompt", { description: "Simple" }, () => ({
    messages: [said("This is a simple prompt for testing.")],
  }));
  const two = z.object({ arg1: completable(z.string(), () => ["paris", "park", "party"]), arg2: z.string() });
  server.registerPrompt(
    "test_prompt_with_arguments",
    { description: "Two arguments", argsSchema: two },
    ({ arg1, arg2 }) => ({
      messages: [said(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
    }),
  );
  const one = z.object({ resourceUri: z.string() });
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    { description: "A resource", argsSchema: one },
    ({ resourceUri: uri }) => ({
      messages: [
        user({
          type: "resource",
          resource: { uri, mimeType: "text/plain", text: "Embedded resource content for testing." },
        }),
        said("Please process the embedded resource above."),
      ],
    }),
  );
  server.registerPrompt("test_prompt_with_image", { description: "An image" }, () => ({
    messages: [user({ type: "image", data: png, mimeType: "image/png" }), said("Please analyze the image above.")],
  }));
  server.registerPrompt("test_input_required_result_prompt", { description: "Asks" }, (context: ServerContext) => {
    const given = acceptedContent<{ context: string }>(answers(context), "user_context");
    if (given !== undefined) return { messages: [said(`Context: ${given.context}`)] };
    return inputRequired({
      inputRequests: { user_context: form("What context should the prompt use?", { context: { type: "string" } }) },
    });
  });
}

/** Makes the servers that the conformance suite talks to. */
export function conformanceFixtures(serving: () => HttpServing): McpServerFactory {
  return () => {
    const server = new McpServer(
      { name: "conformance-fixtures", version: "1.0.0" },
      {
        capabilities: {
          tools: { listChanged: true },
          prompts: { listChanged: true },
          resources: { subscribe: true, listChanged: true },
          logging: {},
          completions: {},
        },
        cacheHints: { "tools/list": { ttlMs: 1_000, cacheScope: "private" } },
        requestState: { verify: (carried, context) => state.verify(carried, context) },
      },
    );
    contents(server);
    notices(server, serving);
    questions(server);
    rounds(server);
    resources(server);
    prompts(server);
    server.server.setRequestHandler("resources/subscribe", ({ params }) => {
      if (!params.uri.startsWith("test://")) throw new ProtocolError(-32602, "unknown resource");
      return {};
    });
    server.server.setRequestHandler("resources/unsubscribe", () => ({}));
    return server;
  };
}
