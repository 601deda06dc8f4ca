import { memo } from "react";
import { levelOf } from "../../../../src/kernel/log-level.ts";
import type { KeptLine } from "./log-store.ts";

/** Colours that tell containers apart, beside their names. */
const hues = [210, 30, 280, 150, 340, 90, 250, 0];

const hueOf = (name: string): number => {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return hues[sum % hues.length] ?? 210;
};

/** How lines are shown. */
export interface Look {
  readonly times: boolean;
  readonly names: boolean;
  /** Objects as fields; of these, all when there are none. */
  readonly json: boolean;
  readonly fields: readonly string[];
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const say = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
const first: ReadonlySet<string> = new Set(["level", "lvl", "severity", "msg", "message"]);

function Fields({ of, only }: { readonly of: Readonly<Record<string, unknown>>; readonly only: readonly string[] }) {
  const message = of["msg"] ?? of["message"];
  const shown = Object.entries(of).filter(([name]) => (only.length === 0 ? !first.has(name) : only.includes(name)));
  return (
    <>
      {message === undefined ? null : <span>{say(message)} </span>}
      {shown.map(([name, value]) => (
        <span key={name} className="field">
          <span className="quiet">{name}=</span>
          {say(value)}{" "}
        </span>
      ))}
    </>
  );
}

const words: Readonly<Record<string, readonly [string, string]>> = {
  fatal: ["FATAL", "bad"],
  error: ["ERROR", "bad"],
  warn: ["WARN", "warn"],
};

/** One line of a log; what it says is only ever text. */
export const LogLine = memo(function LogLine({ line, look }: { readonly line: KeptLine; readonly look: Look }) {
  if (line.missed !== undefined) {
    return (
      <div className="line missed" role="note">
        — {line.missed} messages of {line.from} are missing here: they came faster than they could be read —
      </div>
    );
  }
  const object = look.json ? parse(line.text) : undefined;
  const level = levelOf(line.text);
  const word = level === undefined ? undefined : words[level];
  return (
    <div className={`line ${line.stream}`} data-level={level}>
      {look.times && line.time !== "" ? <time dateTime={line.time}>{line.time.slice(11, 23)}</time> : null}
      {look.names ? (
        <strong className="from" style={{ "--hue": hueOf(line.from) } as React.CSSProperties}>
          {line.from}
        </strong>
      ) : null}
      {word === undefined ? (
        line.stream === "stderr" ? (
          <span className="bad tag">err</span>
        ) : null
      ) : (
        <span className={`${word[1]} tag`}>{word[0]}</span>
      )}
      <span>{object === undefined ? line.text : <Fields of={object} only={look.fields} />}</span>
    </div>
  );
});
