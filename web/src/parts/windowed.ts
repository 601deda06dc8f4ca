import { useEffect, useRef, useState, type RefObject } from "react";

/** Rows by which what is drawn moves: each move costs the same, however few rows come and go with it. */
const step = 8;
/** Rows drawn beyond what is seen, so that scrolling meets no gap. */
const margin = 5;
/** Pixels that the bar, the title and a list's own head take at the least. */
const above = 180;

/**
 * Which rows of a long table to draw: those in the window and some around them; `before` and `after` are the heights left out. The height
 * of a row is measured from those that are drawn (`tr[data-row]`), since on a phone a row is a card; `guess` is taken until there are any.
 */
export function useWindowed(frame: RefObject<HTMLElement | null>, count: number, guess: number) {
  const height = useRef(guess);
  // At first only what is seen: the rest comes right after.
  const [range, setRange] = useState(() => ({
    first: 0,
    last: Math.max(step, Math.ceil((innerHeight - above) / guess)),
  }));
  useEffect(() => {
    let asked = 0;
    const look = (): void => {
      asked = 0;
      const drawn = frame.current?.querySelectorAll("tr[data-row]");
      const [one, other] = [drawn?.[0], drawn?.[(drawn.length ?? 1) - 1]];
      if (one !== undefined && other !== undefined && drawn !== undefined) {
        const whole = other.getBoundingClientRect().bottom - one.getBoundingClientRect().top;
        if (whole > 0) height.current = whole / drawn.length;
      }
      const top = frame.current?.getBoundingClientRect().top ?? 0;
      // In steps, so that most scrolling draws nothing anew.
      const first = Math.max(0, Math.floor((-top / height.current - margin) / step) * step);
      const last = first + step + Math.ceil(innerHeight / height.current) + 2 * margin;
      setRange((old) => (old.first === first && old.last === last ? old : { first, last }));
    };
    const soon = (): void => {
      if (asked === 0) asked = requestAnimationFrame(look);
    };
    // Measured with the next frame: this one shows what is seen, and has nobody wait for what is not.
    soon();
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    return () => {
      cancelAnimationFrame(asked);
      removeEventListener("scroll", soon);
      removeEventListener("resize", soon);
    };
  }, [frame, count]);
  const last = Math.min(range.last, count);
  const first = Math.max(0, Math.min(range.first, last - 1));
  return { first, last, before: first * height.current, after: (count - last) * height.current };
}
