import { lazy, type ComponentType } from "react";
import { persistently } from "../connection/persistently.ts";

/** A part that is loaded when it is drawn for the first time. */
export const later = <Props>(load: () => Promise<{ default: ComponentType<Props> }>) => lazy(() => persistently(load));
