import type { OperationContext } from "../../catalogue/operation.ts";
import type { TargetRule } from "../../catalogue/target.ts";
import type { ContainerInspect } from "../../engine/model.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { Ports } from "../ports.ts";

/** Containers that one call may look at. */
export const mostContainers = 16;

interface Chosen {
  readonly containers?: readonly string[] | undefined;
  readonly project?: string | undefined;
}

/** One rule per place in the list, so that every named container is resolved and judged. */
export function containerTargets<Input extends Chosen>(): readonly TargetRule<Input>[] {
  return Array.from({ length: mostContainers }, (_, index) => ({
    kind: "container" as const,
    reference: (input: Input) => input.containers?.[index],
  }));
}

/** The containers that a call means: the named ones as the guard resolved them, and those of the project that the caller may see. */
export async function chooseContainers(context: OperationContext<Ports>, wanted: Chosen): Promise<ContainerInspect[]> {
  if (wanted.containers === undefined && wanted.project === undefined) {
    throw new GnosisError("INPUT_INVALID", "No container is named.", {
      where: "containers",
      next: "Give 'containers' (names or ids) or 'project' (a compose project).",
    });
  }
  const ids = new Set(context.targets.map((target) => target.id));
  if (wanted.project !== undefined) {
    const filters = { label: [`com.docker.compose.project=${wanted.project}`] };
    const { value } = await context.ports.reader.containers({ all: true, filters, signal: context.signal });
    for (const one of value) {
      const name = (one.Names?.[0] ?? one.Id).replace(/^\//, "");
      const target = { kind: "container" as const, id: one.Id, name, labels: one.Labels ?? {}, image: one.Image };
      if (context.sees(target)) ids.add(one.Id);
    }
    if (ids.size === 0) {
      throw new GnosisError("CONTAINER_NOT_FOUND", `No container of the project '${wanted.project}' is there.`, {
        where: "project",
      });
    }
  }
  const found: ContainerInspect[] = [];
  for (const id of [...ids].slice(0, mostContainers)) {
    found.push((await context.ports.reader.container(id, { signal: context.signal })).value);
  }
  return found;
}
