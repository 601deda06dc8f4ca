import { useEffect, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";

/** One line that is shown. */
export interface ShownLine {
  readonly key: number;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
  readonly from?: string;
  readonly time?: string;
}

// Terminal colours and other controls would only be in the way, and some of them deceive the eye.
const controls =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g;

/** A line's text without what a terminal would have made of it. */
export const plain = (text: string): string => text.replaceAll(controls, "");

/** Lines of a log; follows the end while one looks at the end. */
export function LogView({ lines, label }: { readonly lines: readonly ShownLine[]; readonly label: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [follows, setFollows] = useState(true);
  useEffect(() => {
    if (follows && lines.length > 0) list.current?.scrollToIndex(lines.length - 1, { align: "end" });
  }, [lines, follows]);
  const onScroll = (): void => {
    const element = frame.current;
    if (element !== null) setFollows(element.scrollHeight - element.scrollTop - element.clientHeight < 40);
  };
  return (
    <div
      className="log mono"
      role="log"
      aria-live="off"
      aria-label={label}
      tabIndex={0}
      ref={frame}
      onScroll={onScroll}
      style={{ overflowY: "auto" }}
    >
      <Virtualizer ref={list} data={lines}>
        {(line) => (
          <div key={line.key} className={`line ${line.stream}`}>
            {line.time === undefined ? null : <time dateTime={line.time}>{line.time.slice(11, 23)}</time>}
            {line.from === undefined ? null : <strong>{line.from}</strong>}
            <span>
              {line.stream === "stderr" ? <span className="bad">err </span> : null}
              {plain(line.text)}
            </span>
          </div>
        )}
      </Virtualizer>
    </div>
  );
}
