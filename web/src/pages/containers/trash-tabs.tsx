import { Link, useLocation } from "wouter";

/** Between what is there and what was removed. */
export function TrashTabs() {
  const [at] = useLocation();
  return (
    <nav className="tabs" aria-label="Containers">
      <Link href="/containers" aria-current={at === "/containers" ? "page" : undefined}>
        There
      </Link>
      <Link href="/trash" aria-current={at === "/trash" ? "page" : undefined}>
        In the trash
      </Link>
    </nav>
  );
}
