import { useMemo } from "react";
import { LogPanel } from "../logs/log-panel.tsx";
import type { StackDetail } from "./shapes.ts";

/** Logs that are shown at once: each is a stream of the tab's connection. */
const most = 32;

/** What all containers of a stack say, merged by time. */
export default function Logs({ stack: { services } }: { readonly stack: Pick<StackDetail, "services"> }) {
  const ids = services.flatMap(({ containers }) => containers.map(({ id, name }) => `${id} ${name}`)).join("\n");
  const sources = useMemo(
    () =>
      ids
        .split("\n")
        .filter((line) => line !== "")
        .slice(0, most)
        .map((line) => ({ id: line.slice(0, 64), name: line.slice(65) })),
    [ids],
  );
  if (sources.length === 0) return <div className="note">It has no container that could say something.</div>;
  return (
    <section className="stacked" aria-label="Logs of the stack">
      <LogPanel sources={sources} />
    </section>
  );
}
