import { useRead } from "../../../connection/hooks.ts";
import { bytes } from "../../../parts/format.ts";
import { plain } from "../../../parts/plain.ts";
import { Reading } from "../../../parts/reading.tsx";
import { When } from "../../../parts/when.tsx";
import { SaveButton } from "../../../parts/save-button.tsx";
import type { TextFile } from "./shapes.ts";

/** A file's text, or that it is none. */
export function FileText({
  id,
  path,
  onClose,
}: {
  readonly id: string;
  readonly path: string;
  readonly onClose: () => void;
}) {
  const file = useRead<TextFile>("file.inspect", { id, path });
  return (
    <section className="card stacked" aria-label={path}>
      <div className="actions">
        <h2 className="mono">{path}</h2>
        <span className="grow" />
        <SaveButton operation="file.download" input={{ id, path }} label={`Save ${path}`}>
          Save
        </SaveButton>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      <Reading of={file}>
        {(shown) => (
          <>
            <p className="quiet">
              {bytes(shown.size)}, mode {shown.mode}, owner {shown.uid}:{shown.gid}, changed{" "}
              <When at={shown.modified} />
              {shown.path === path ? null : <>, a link to {shown.path}</>}
            </p>
            {shown.text === null ? (
              <div className="note">This is no text. Save it to look at it.</div>
            ) : (
              <pre className="file" tabIndex={0} aria-label={`Text of ${path}`}>
                {shown.text === "" ? "(empty)" : plain(shown.text)}
              </pre>
            )}
            {shown.truncated ? <p className="quiet">Only its beginning is shown. Save it to have all of it.</p> : null}
          </>
        )}
      </Reading>
    </section>
  );
}
