type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A service as the engine's description spells it: its own clients write `Healthcheck` in a service's containers, where that says
 * `HealthCheck`, and the engine takes both.
 */
export function serviceAsDescribed(service: Members): Members {
  const { TaskTemplate: task } = service;
  if (!isObject(task) || !isObject(task["ContainerSpec"])) return service;
  const { Healthcheck: written, ...container } = task["ContainerSpec"];
  if (written === undefined || Object.hasOwn(container, "HealthCheck")) return service;
  return { ...service, TaskTemplate: { ...task, ContainerSpec: { ...container, HealthCheck: written } } };
}
