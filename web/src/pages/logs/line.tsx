import { memo } from "react";
import { levelOf } from "../../../../src/kernel/log-level.ts";
import type { KeptLine } from "./log-store.ts";
import { fieldsOf, messageOf, say, usualFields, type Fields } from "./parse-line.ts";

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

/** A container's name in its colour. */
export const From = ({ name }: { readonly name: string }) => (
  <strong className="from" style={{ "--hue": hueOf(name) } as React.CSSProperties}>
    {name}
  </strong>
);

function FieldWords({ of, only }: { readonly of: Fields; readonly only: readonly string[] }) {
  const message = messageOf(of);
  const shown = Object.entries(of).filter(([name]) =>
    only.length === 0 ? !usualFields.has(name) : only.includes(name),
  );
  return (
    <>
      {message === undefined ? null : <span>{message} </span>}
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

/** A line's level in a word and a colour; that it came on standard error where it names none. */
export function LevelWord({ of: { text, stream } }: { readonly of: KeptLine }) {
  const level = levelOf(text);
  const word =
    words[level ?? ""] ?? (level === undefined && stream === "stderr" ? (["err", "bad"] as const) : undefined);
  return word === undefined ? null : <span className={`${word[1]} tag`}>{word[0]}</span>;
}

/** One line of a log; what it says is only ever text. A press on its time marks it. */
export const LogLine = memo(function LogLine({
  line,
  look,
  marked,
  dim,
  onMark,
}: {
  readonly line: KeptLine;
  readonly look: Look;
  readonly marked: boolean;
  /** True for lines that only stand around one that was found. */
  readonly dim: boolean;
  readonly onMark: (line: KeptLine) => void;
}) {
  if (line.missed !== undefined) {
    return (
      <div className="line missed" role="note">
        — {line.missed} messages of {line.from} are missing here: they came faster than they could be read —
      </div>
    );
  }
  if (line.event !== undefined) {
    return (
      <div
        className={marked ? "line happened marked" : "line happened"}
        role="note"
        aria-current={marked ? "true" : undefined}
      >
        <time dateTime={line.time}>{line.time.slice(11, 23)}</time> — <strong>{line.from}</strong> {line.text} —
      </div>
    );
  }
  const object = look.json ? fieldsOf(line) : undefined;
  const classes = ["line", line.stream, marked ? "marked" : "", dim ? "dim" : ""].filter((name) => name !== "");
  return (
    <div className={classes.join(" ")} data-level={levelOf(line.text)} aria-current={marked ? "true" : undefined}>
      {look.times && line.time !== "" ? (
        <time dateTime={line.time} title="Mark this line: the address leads to it then" onClick={() => onMark(line)}>
          {line.time.slice(11, 23)}
        </time>
      ) : null}
      {look.names ? <From name={line.from} /> : null}
      <LevelWord of={line} />
      <span>{object === undefined ? line.text : <FieldWords of={object} only={look.fields} />}</span>
    </div>
  );
});
