import { useEffect, useRef } from "react";

let page = "";
let waiting = 0;

function write(): void {
  document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${page} · Gnosis Docker`;
}

/** Says in the tab's name how many approvals wait. */
export function useTitleBadge(count: number): void {
  useEffect(() => {
    waiting = count;
    write();
  }, [count]);
}

/** A page's heading: names the tab, and has the focus when the page is gone to. */
export function Title({ children }: { readonly children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    page = children;
    write();
    heading.current?.focus({ preventScroll: true });
  }, [children]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
