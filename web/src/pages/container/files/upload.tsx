import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { sendFile } from "../../../connection/transfer.ts";
import { bytes } from "../../../parts/format.ts";
import { PolicyWords } from "../../../parts/policy-words.tsx";
import { usePolicy } from "../../../parts/preview.ts";
import { tarPieces } from "../../../parts/tar.ts";
import { useToasts } from "../../../parts/toasts.tsx";

/** Puts files of this machine into a directory of a container. */
export function Upload({ id, path }: { readonly id: string; readonly path: string }) {
  const field = useId();
  const says = usePolicy("container.upload", { id, path });
  const toasts = useToasts();
  const client = useQueryClient();
  const [part, setPart] = useState<number>();
  const send = async (files: readonly File[]): Promise<void> => {
    if (files.length === 0) return;
    setPart(0);
    try {
      const archive = new Blob(tarPieces(files));
      await sendFile(
        "container.upload",
        { id, path },
        { bytes: archive, type: "application/x-tar", progress: setPart },
      );
      const size = files.reduce((sum, file) => sum + file.size, 0);
      toasts.done(`${files.length === 1 ? files[0]?.name : `${files.length} files`} (${bytes(size)}) put into ${path}`);
    } catch (thrown) {
      toasts.failed(thrown);
    }
    setPart(undefined);
    void client.invalidateQueries({ queryKey: ["file.list"] });
  };
  if (says.denied)
    return (
      <span className="quiet" title={says.words}>
        No upload: <PolicyWords says={says} operation="container.upload" input={{ id }} />
      </span>
    );
  return (
    <span className="actions">
      <label htmlFor={field}>Put files here{says.asks ? " (asks)" : null}</label>
      <input
        id={field}
        type="file"
        multiple
        title={says.words}
        disabled={part !== undefined}
        onChange={(event) => {
          const chosen = [...(event.target.files ?? [])];
          event.target.value = "";
          void send(chosen);
        }}
      />
      {part === undefined ? null : <progress value={part} max={1} aria-label="Sending" />}
    </span>
  );
}
