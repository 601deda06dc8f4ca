import type { Containment } from "../guard/containment/containment.ts";
import { GnosisError } from "../kernel/errors.ts";

/** Lets only roles of the privileged level create anything. */
export const privilegedOnly: Containment = {
  judge: (body, { profile }) =>
    profile.level === "privileged"
      ? Promise.resolve({ body: { ...body }, changes: [], reachesHost: false })
      : Promise.reject(new GnosisError("CONTAINMENT_DENIED", "Only an admin may create this.")),
  inspect: () => Promise.resolve([]),
};
