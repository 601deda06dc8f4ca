import { useEffect, useState } from "react";
import { asProblem } from "../../connection/problem.ts";
import { socket } from "../../connection/socket.ts";
import { useLiveness } from "../../connection/hooks.ts";
import { LogView, type ShownLine } from "../../parts/log-view.tsx";

/** Lines that are kept in the page; older ones are dropped, and the page says so. */
const maxLines = 50_000;
let key = 0;

/** A container's log, followed. */
export default function Logs({ id }: { readonly id: string }) {
  const { liveness } = useLiveness();
  const [lines, setLines] = useState<readonly ShownLine[]>([]);
  const [dropped, setDropped] = useState(0);
  const [ended, setEnded] = useState<string>();
  const [find, setFind] = useState("");
  useEffect(() => {
    if (liveness !== "live") return undefined;
    setLines([]);
    setEnded(undefined);
    return socket.stream(
      "container.logs",
      { id, follow: true, tail: 1000 },
      {
        items: (items) =>
          setLines((old) => {
            const all = [...old, ...(items as Omit<ShownLine, "key">[]).map((line) => ({ ...line, key: key++ }))];
            if (all.length <= maxLines) return all;
            setDropped((count) => count + all.length - maxLines);
            return all.slice(-maxLines);
          }),
        end: (error) => setEnded(error === undefined ? "The log has ended." : asProblem(error).detail),
      },
    );
  }, [id, liveness]);
  const shown = find === "" ? lines : lines.filter(({ text }) => text.toLowerCase().includes(find.toLowerCase()));
  return (
    <>
      <div className="actions">
        <label>
          <span className="quiet">Find </span>
          <input type="search" value={find} onChange={(event) => setFind(event.target.value)} />
        </label>
        <span className="quiet" role="status">
          {shown.length} lines{dropped > 0 ? `, ${dropped} older ones dropped from this page` : ""} {ended}
        </span>
      </div>
      <LogView lines={shown} label="Log" />
    </>
  );
}
