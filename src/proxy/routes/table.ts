import { containerRoutes } from "./containers.ts";
import { imageRoutes } from "./images.ts";
import { networkAndVolumeRoutes } from "./networks-volumes.ts";
import { pluginRoutes } from "./plugins.ts";
import type { Route } from "./route.ts";
import { swarmRoutes } from "./swarm.ts";
import { systemRoutes } from "./system.ts";

/** Every route of the Engine API that is known; what isn't here is refused. */
export const routes: readonly Route[] = [
  ...containerRoutes,
  ...imageRoutes,
  ...networkAndVolumeRoutes,
  ...systemRoutes,
  ...swarmRoutes,
  ...pluginRoutes,
];
