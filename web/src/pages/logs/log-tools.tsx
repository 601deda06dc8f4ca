import { levels, type Level } from "../../../../src/kernel/log-level.ts";
import { PopoverButton } from "../../parts/popover-button.tsx";
import { ways, type LogView, type Way } from "./use-log-view.ts";

/** Lines around each that is found, as they are offered. */
const arounds = [0, 1, 3, 10];

/** Which fields of JSON are shown: picked from those that there are. */
function FieldPicker({
  names,
  chosen,
  onChoose,
}: {
  readonly names: readonly string[];
  readonly chosen: readonly string[];
  readonly onChoose: (fields: readonly string[]) => void;
}) {
  const offered = [...new Set([...chosen, ...names])];
  return (
    <PopoverButton
      face={chosen.length === 0 ? "All fields" : `${chosen.length} fields`}
      label="Fields of JSON that are shown"
    >
      {() => (
        <>
          {offered.length === 0 ? <p className="quiet">No line of this log is an object with fields.</p> : null}
          <fieldset className="plain">
            <legend>Fields that are shown</legend>
            {offered.map((name) => (
              <label key={name}>
                <input
                  type="checkbox"
                  checked={chosen.includes(name)}
                  onChange={() =>
                    onChoose(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name])
                  }
                />{" "}
                <code>{name}</code>
              </label>
            ))}
          </fieldset>
          <div className="actions end">
            <button type="button" disabled={chosen.length === 0} onClick={() => onChoose([])}>
              All fields
            </button>
          </div>
        </>
      )}
    </PopoverButton>
  );
}

/** What is looked for in a log, and how it is shown. */
export function LogTools({
  view,
  onView,
  names,
  wrong,
  onSave,
}: {
  readonly view: LogView;
  readonly onView: (changes: Partial<LogView>) => void;
  /** Fields that the log's lines have. */
  readonly names: readonly string[];
  readonly wrong: boolean;
  readonly onSave: (how: "text" | "ndjson") => void;
}) {
  return (
    <div className="actions log-tools">
      <label>
        <span className="quiet">Find </span>
        <input
          type="search"
          data-filter
          value={view.find}
          aria-invalid={wrong}
          onChange={(event) => onView({ find: event.target.value })}
        />
      </label>
      <label>
        <input type="checkbox" checked={view.regex} onChange={(event) => onView({ regex: event.target.checked })} />{" "}
        regular expression
      </label>
      <label>
        <span className="quiet">Level </span>
        <select value={view.level} onChange={(event) => onView({ level: event.target.value as Level | "" })}>
          <option value="">any</option>
          {levels.map((one) => (
            <option key={one} value={one}>
              {one === "fatal" ? one : `${one} or worse`}
            </option>
          ))}
        </select>
      </label>
      {view.find === "" && view.level === "" ? null : (
        <label>
          <span className="quiet">Around it </span>
          <select value={view.around} onChange={(event) => onView({ around: Number(event.target.value) })}>
            {[...new Set([...arounds, view.around])].map((count) => (
              <option key={count} value={count}>
                {count === 0 ? "no lines" : `${count} before and after`}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        <span className="quiet">Shown as </span>
        <select value={view.way} onChange={(event) => onView({ way: event.target.value as Way })}>
          {ways.map(([way, name]) => (
            <option key={way} value={way}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <input type="checkbox" checked={view.times} onChange={(event) => onView({ times: event.target.checked })} />{" "}
        times
      </label>
      {view.way === "lines" ? (
        <label>
          <input type="checkbox" checked={view.json} onChange={(event) => onView({ json: event.target.checked })} />{" "}
          JSON as fields
        </label>
      ) : null}
      {view.way === "table" || (view.way === "lines" && view.json) ? (
        <FieldPicker names={names} chosen={view.fields} onChoose={(fields) => onView({ fields })} />
      ) : null}
      <button type="button" onClick={() => onSave("text")}>
        Download text
      </button>
      <button type="button" onClick={() => onSave("ndjson")}>
        Download NDJSON
      </button>
    </div>
  );
}
