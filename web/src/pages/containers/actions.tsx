import type { Action } from "../../parts/call.tsx";
import type { ContainerRow } from "../shapes.ts";

type About = Pick<ContainerRow, "full_id" | "name" | "status">;

const start = ({ full_id }: About): Action => ({
  operation: "container.start",
  input: { id: full_id },
  name: "Start",
  hotkey: "run",
});
const stop = ({ full_id }: About): Action => ({
  operation: "container.stop",
  input: { id: full_id },
  name: "Stop",
  hotkey: "run",
});

/** What can be done to a container and stands in its row. */
export function mainActions(container: About): readonly Action[] {
  const { full_id: id, name, status } = container;
  const runs = status === "running" || status === "paused" || status === "restarting";
  return [
    runs ? stop(container) : start(container),
    { operation: "container.restart", input: { id }, name: "Restart", hotkey: "restart" },
    {
      operation: "container.remove",
      input: { id, force: runs },
      name: "Remove",
      hotkey: "remove",
      ask: {
        title: `Remove ${name}?`,
        text: (
          <p>It is {runs ? "stopped and " : ""}kept in the trash for a while, and can be brought back from there.</p>
        ),
        act: `Remove ${name}`,
      },
    },
  ];
}

/** What else can be done to it. */
export function furtherActions({ full_id: id, name, status }: About): readonly Action[] {
  if (status === "paused") return [{ operation: "container.unpause", input: { id }, name: "Unpause" }];
  if (status !== "running") return [];
  return [
    { operation: "container.pause", input: { id }, name: "Pause" },
    {
      operation: "container.kill",
      input: { id },
      name: "Kill",
      ask: {
        title: `Kill ${name}?`,
        text: <p>Its processes end at once, without a chance to save. This can&apos;t be undone.</p>,
        act: `Kill ${name}`,
      },
    },
  ];
}
