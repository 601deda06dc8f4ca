import { lazy, useState, type ComponentType } from "react";
import { persistently } from "../connection/persistently.ts";

/** A part that is loaded when it is drawn for the first time; one that `loaded` gives is drawn at once. */
export function later<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  loaded: () => ComponentType<Props> | undefined = () => undefined,
) {
  const Lazy = lazy(() => persistently(load)) as unknown as ComponentType<Props>;
  return function Later(props: Props) {
    // The same for as long as it is drawn: another one would begin anew.
    const [Part] = useState<ComponentType<Props>>(() => loaded() ?? Lazy);
    return <Part {...props} />;
  };
}
