import type { OperationContext } from "../../catalogue/operation.ts";
import type { Ports } from "../ports.ts";

/** The name of the engine that a call is for. */
export const endpointName = ({ ports }: Pick<OperationContext<Ports>, "ports">): string => ports.engine.endpoint.name;
