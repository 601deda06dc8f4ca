import { systemClock } from "../../kernel/clock.ts";
import type { TokenView } from "../../catalogue/ports/token-register.ts";
import { createTokenRegister } from "../../guard/caller/token-register.ts";
import { lookInto } from "./read-records.ts";

/** The live tokens of a data directory. Throws STORE_FAILED. */
export const liveTokens = (directory: string): readonly TokenView[] =>
  lookInto(directory, (store) =>
    createTokenRegister({ store, clock: systemClock, hasRole: () => true, adminElsewhere: true }).list(),
  );
