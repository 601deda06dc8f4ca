import { useSyncExternalStore } from "react";

/** The themes and what they are called. */
export const themes = [
  ["auto", "as the system"],
  ["light", "light"],
  ["dark", "dark"],
] as const;
const listeners = new Set<() => void>();
const current = (): string => localStorage.getItem("theme") ?? "auto";

/** Takes another theme, and keeps it in this browser. */
export function chooseTheme(theme: string): void {
  localStorage.setItem("theme", theme);
  document.documentElement.dataset["theme"] = theme;
  for (const listener of listeners) listener();
}
document.documentElement.dataset["theme"] = current();

/** Light, dark, or as the system has it; kept in this browser. */
export function Theme() {
  const theme = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
  return (
    <label className="theme">
      <span className="quiet">Theme </span>
      <select value={theme} onChange={(event) => chooseTheme(event.target.value)}>
        {themes.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
