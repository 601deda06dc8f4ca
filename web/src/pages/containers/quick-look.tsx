import { Suspense } from "react";
import { Link } from "wouter";
import { later } from "../../parts/later.ts";
import { useRead } from "../../connection/hooks.ts";
import { Modal } from "../../parts/modal.tsx";
import { Reading } from "../../parts/reading.tsx";
import type { ContainerDetail } from "../container.tsx";
import type { ContainerRow } from "../shapes.ts";

const Summary = later(async () => ({ default: (await import("../container/summary.tsx")).Summary }));

/** A container's summary over the list; Esc goes back to its row. */
export function QuickLook({ of, onClose }: { readonly of: ContainerRow; readonly onClose: () => void }) {
  const container = useRead<ContainerDetail>("container.inspect", { id: of.full_id });
  return (
    <Modal title={of.name} className="broad looked" onClose={onClose}>
      <div className="actions end">
        <Link className="button" href={`/containers/${of.full_id}`}>
          Open its page
        </Link>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      <Reading of={container}>
        {(one) => (
          <Suspense fallback={<p className="quiet">Loading…</p>}>
            <Summary container={one} />
          </Suspense>
        )}
      </Reading>
    </Modal>
  );
}
