import type { ComponentType } from "react";

interface Module {
  readonly default: ComponentType;
}

/** A page that is loaded when it is gone to, and kept then. */
function read(load: () => Promise<Module>) {
  let known: Module | undefined;
  return { load: async () => (known = await load()), loaded: () => known?.default };
}

/** The pages, how they are called, the letter that goes there, and how each is loaded. */
export const pages = [
  { path: "/", name: "Overview", key: "o", ...read(() => import("./pages/overview.tsx")) },
  { path: "/containers", name: "Containers", key: "c", ...read(() => import("./pages/containers.tsx")) },
  { path: "/stacks", name: "Stacks", key: "k", ...read(() => import("./pages/stacks.tsx")) },
  { path: "/logs", name: "Logs", key: "l", ...read(() => import("./pages/logs.tsx")) },
  { path: "/images", name: "Images", key: "i", ...read(() => import("./pages/images.tsx")) },
  { path: "/volumes", name: "Volumes", key: "v", ...read(() => import("./pages/volumes.tsx")) },
  { path: "/networks", name: "Networks", key: "n", ...read(() => import("./pages/networks.tsx")) },
  { path: "/disk", name: "Disk", key: "d", ...read(() => import("./pages/disk.tsx")) },
  { path: "/trash", name: "Trash", key: "t", ...read(() => import("./pages/trash.tsx")) },
  { path: "/activity", name: "Activity", key: "a", ...read(() => import("./pages/activity.tsx")) },
  { path: "/approvals", name: "Approvals", key: "y", ...read(() => import("./pages/approvals.tsx")) },
  { path: "/agents", name: "Agents", key: "g", ...read(() => import("./pages/agents.tsx")) },
  { path: "/policy", name: "Policy", key: "p", ...read(() => import("./pages/policy.tsx")) },
  { path: "/endpoints", name: "Endpoints", key: "e", ...read(() => import("./pages/endpoints.tsx")) },
  { path: "/settings", name: "Settings", key: "s", ...read(() => import("./pages/settings.tsx")) },
] as const;
