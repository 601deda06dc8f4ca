import type { FormEvent } from "react";
import { useKept } from "../../parts/kept.ts";
import { PopoverButton } from "../../parts/popover-button.tsx";
import { ownLook, savedViews, withView } from "./own-view.ts";

/** What the rows stand together by. */
export const groupings = [
  ["", "nothing"],
  ["project", "project"],
  ["state", "state"],
  ["image", "image"],
  ["by", "who changed it last"],
] as const;
export type Grouping = (typeof groupings)[number][0];

/** Columns and density of the list, as this browser keeps them. */
function Look({ offered, shown }: { readonly offered: readonly string[]; readonly shown: ReadonlySet<string> }) {
  const look = useKept(ownLook);
  const toggle = (name: string): void => {
    const next = new Set(shown);
    if (!next.delete(name)) next.add(name);
    ownLook.set({ ...look, columns: offered.filter((one) => next.has(one)) });
  };
  return (
    <PopoverButton face="Columns" label="Columns and density">
      {() => (
        <>
          <fieldset className="plain">
            <legend>Columns, where there is room</legend>
            {offered.map((name) => (
              <label key={name}>
                <input type="checkbox" checked={shown.has(name)} onChange={() => toggle(name)} /> {name}
              </label>
            ))}
          </fieldset>
          <label>
            <input
              type="checkbox"
              checked={look.compact}
              onChange={(event) => ownLook.set({ ...look, compact: event.target.checked })}
            />{" "}
            low rows
          </label>
          <div className="actions end">
            <button type="button" onClick={() => ownLook.set({ compact: false })}>
              As it comes
            </button>
          </div>
        </>
      )}
    </PopoverButton>
  );
}

/** Views that were given a name, and a name for the one that is shown. */
function Views({ query, onView }: { readonly query: string; readonly onView: (query: string) => void }) {
  const views = useKept(savedViews);
  const save = (event: FormEvent<HTMLFormElement>, close: () => void): void => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    if (name === "") return;
    savedViews.set(withView(views, { name, query }));
    close();
  };
  return (
    <PopoverButton face="Views" label="Saved views">
      {(close) => (
        <>
          <form className="actions" onSubmit={(event) => save(event, close)}>
            <label>
              <span className="quiet">Keep what is shown as </span>
              <input name="name" required maxLength={40} autoComplete="off" />
            </label>
            <button type="submit">Save</button>
          </form>
          {views.length === 0 ? <p className="quiet">None is saved yet. They stay in this browser.</p> : null}
          <ul className="menu">
            {views.map((view) => (
              <li key={view.name} className="actions">
                <button
                  type="button"
                  className="plain linked grow"
                  aria-current={view.query === query ? "true" : undefined}
                  title={view.query === "" ? "All containers" : decodeURIComponent(view.query)}
                  onClick={() => {
                    onView(view.query);
                    close();
                  }}
                >
                  {view.name}
                </button>
                <button
                  type="button"
                  aria-label={`Forget ${view.name}`}
                  onClick={() => savedViews.set(views.filter(({ name }) => name !== view.name))}
                >
                  ×
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </PopoverButton>
  );
}

/** How the list is shown: grouped, with which columns, and as which of the saved views. */
export function ViewBar({
  group,
  onGroup,
  ...rest
}: {
  readonly group: Grouping;
  readonly onGroup: (group: Grouping) => void;
  readonly offered: readonly string[];
  readonly shown: ReadonlySet<string>;
  readonly query: string;
  readonly onView: (query: string) => void;
}) {
  return (
    <span className="actions">
      <label>
        <span className="quiet">Group by </span>
        <select value={group} onChange={(event) => onGroup(event.target.value as Grouping)}>
          {groupings.map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Look {...rest} />
      <Views {...rest} />
    </span>
  );
}
