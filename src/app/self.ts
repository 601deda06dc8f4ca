import { existsSync } from "node:fs";
import type { EngineClient } from "../engine/client.ts";
import type { GnosisError } from "../kernel/errors.ts";
import { isLost } from "../kernel/lost-engine.ts";
import { findExposure } from "./exposure.ts";
import { candidateIds, findOwnContainer, type OwnContainer } from "./own-container.ts";

/** What the server knows of itself: it learns it from the engine as soon as that answers. */
export interface Self {
  readonly own: () => OwnContainer | undefined;
  /** True for ids and names of what the server itself is made of: its container, image and volumes. */
  readonly isProtected: (id: string) => boolean;
  readonly stop: () => void;
}

/** What the look at oneself needs. */
export interface SelfOptions {
  readonly client: EngineClient;
  readonly host: string;
  readonly port: number;
  readonly allowRemote: boolean;
  /** Told when it turns out that other machines can reach the server. */
  readonly onExposed: (error: GnosisError) => void;
}

/** Milliseconds between two tries while the engine does not answer. */
const retryTime = 1000;

const looksLikeContainer = (ids: readonly string[]): boolean =>
  ids.some((id) => /^[0-9a-f]{64}$/.test(id)) || existsSync("/.dockerenv") || existsSync("/run/.containerenv");

/**
 * Finds the server's own container and checks that its port is not published beyond loopback. The first look is made before this
 * returns, and throws EXPOSED; while the engine does not answer it goes on, and `onExposed` is told what it finds.
 */
export async function lookAtSelf(options: SelfOptions): Promise<Self> {
  const ids = await candidateIds();
  const inContainer = looksLikeContainer(ids);
  // An engine that runs in this very container knows nothing of it, nor of how its port is published.
  const mayKnow = options.client.endpoint.kind !== "embedded";
  let own: OwnContainer | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const exposure = (reached: boolean): GnosisError | undefined =>
    findExposure({ ...options, own, inContainer: own !== undefined || (inContainer && !(reached && mayKnow)) });

  /** True once the engine has answered. */
  const look = async (): Promise<boolean> => {
    try {
      if (inContainer) own = await findOwnContainer(options.client, ids);
      return true;
    } catch (thrown) {
      return !isLost(thrown);
    }
  };
  const lookAgain = async (): Promise<void> => {
    const reached = await look();
    if (stopped) return;
    const error = exposure(reached);
    if (!reached) again();
    else if (error !== undefined) options.onExposed(error);
  };
  const again = (): void => {
    timer = setTimeout(() => void lookAgain(), retryTime);
    timer.unref();
  };

  const reached = await look();
  const error = exposure(reached);
  if (error !== undefined) throw error;
  if (!reached) again();
  return {
    own: () => own,
    isProtected: (id) => own !== undefined && (id === own.id || id === own.imageId || own.volumes.includes(id)),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
