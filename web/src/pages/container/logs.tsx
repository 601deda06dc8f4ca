import { LogPanel } from "../logs/log-panel.tsx";

/** A container's log, followed. */
export default function Logs({ id, name }: { readonly id: string; readonly name: string }) {
  return <LogPanel sources={[{ id, name }]} />;
}
