// The engine that tests run against, reached without any of the product's own code.
export { removeOwn } from "./cleanup.ts";
export {
  type ContainerOptions,
  createContainer,
  inspectContainer,
  removeContainer,
  type TestContainer,
  uniqueName,
} from "./containers.ts";
export { bytes, engine, EngineCallError, rawCall } from "./engine-call.ts";
export { engineSocket } from "./engine-socket.ts";
export { labels, runId, testLabel } from "./run-id.ts";
