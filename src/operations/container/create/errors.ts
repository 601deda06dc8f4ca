import { imageErrors } from "../../fields/errors.ts";

/** What creating a container can fail with. */
export const createErrors = [
  ...imageErrors,
  "CONFLICT",
  "ENGINE_REFUSED",
  "CONTAINMENT_DENIED",
  "NETWORK_NOT_FOUND",
  "VOLUME_NOT_FOUND",
] as const;
