import { useEffect, useState, type RefObject } from "react";

/** Rows drawn beyond what is seen, so that scrolling meets no gap. */
const margin = 20;

/** Which rows of a long table to draw: those in the window and some around them; `before` and `after` are the heights left out. */
export function useWindowed(frame: RefObject<HTMLElement | null>, count: number, rowHeight: number) {
  const [range, setRange] = useState({ first: 0, last: 60 });
  useEffect(() => {
    const look = (): void => {
      const top = frame.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.floor(-top / rowHeight) - margin);
      const last = first + Math.ceil(innerHeight / rowHeight) + 2 * margin;
      setRange((old) => (old.first === first && old.last === last ? old : { first, last }));
    };
    look();
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, [frame, count, rowHeight]);
  const last = Math.min(range.last, count);
  const first = Math.min(range.first, Math.max(0, last - 1));
  return { first, last, before: first * rowHeight, after: (count - last) * rowHeight };
}
