import { partsOf, toggled, tokens } from "./filter.ts";

/** The filter as text and as buttons: each token that stands in it, and the states there are. */
export function FilterBar({
  filter,
  states,
  onFilter,
}: {
  readonly filter: string;
  /** How many containers have each state. */
  readonly states: ReadonlyMap<string, number>;
  readonly onFilter: (filter: string) => void;
}) {
  const parts = partsOf(filter);
  const offered = [...states].map(([state, count]) => ({ part: `state:${state}`, count }));
  const others = parts.filter((part) => part.includes(":") && !offered.some((one) => one.part === part));
  return (
    <div className="filter">
      <label>
        <span className="quiet">Filter </span>
        <input
          type="search"
          data-filter
          value={filter}
          placeholder="name  state:running  image:postgres  by:build-bot"
          aria-describedby="filter-help"
          onChange={(event) => onFilter(event.target.value)}
        />
      </label>
      <span id="filter-help" className="unseen">
        Words, and {Object.keys(tokens).join(": ")}: with a value; a minus before one turns it round.
      </span>
      <span className="chips">
        {offered.map(({ part, count }) => (
          <button
            key={part}
            type="button"
            className="chip"
            aria-pressed={parts.includes(part)}
            onClick={() => onFilter(toggled(filter, part))}
          >
            {part.slice(6)} <span className="quiet">{count}</span>
          </button>
        ))}
        {others.map((part) => (
          <button
            key={part}
            type="button"
            className="chip"
            aria-label={`Take ${part} out of the filter`}
            aria-pressed="true"
            onClick={() => onFilter(toggled(filter, part))}
          >
            {part} <span aria-hidden="true">×</span>
          </button>
        ))}
      </span>
    </div>
  );
}
