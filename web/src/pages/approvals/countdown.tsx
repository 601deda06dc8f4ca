import { useEffect, useState } from "react";
import { exact } from "../../parts/format.ts";

/** Milliseconds of the last part, in which seconds are shown. */
const last = 120_000;

/** How long something is still open; the last two minutes by the second. Not read out: a notice says when little is left. */
export function Countdown({ until }: { readonly until: string }) {
  const end = Date.parse(until);
  const [now, setNow] = useState(Date.now);
  const left = Math.max(0, end - now);
  const next = left > last ? Math.min(left % 60_000 || 60_000, left - last) : 1000;
  useEffect(() => {
    if (left === 0) return undefined;
    const timer = setTimeout(() => setNow(Date.now()), Math.max(next, 250));
    return () => clearTimeout(timer);
  }, [left, next]);
  const said = left > last ? `${Math.ceil(left / 60_000)} min` : `${Math.ceil(left / 1000)} s`;
  return (
    <time dateTime={until} title={exact(until)} className={left > last ? undefined : "warn"}>
      {said}
    </time>
  );
}
