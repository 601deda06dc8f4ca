import { useState, type FormEvent } from "react";
import { sendStreaming } from "../../connection/transfer.ts";
import { socket } from "../../connection/socket.ts";
import { bytes } from "../../parts/format.ts";
import { archiveOf, contextOf, type BuildContext } from "./context.ts";
import { MakingWords, useMaking } from "./make.tsx";
import { StartButton } from "./start-button.tsx";

const sources = [
  ["project", "a project on the server"],
  ["folder", "a folder of this machine"],
  ["files", "files of this machine"],
  ["tar", "a tar archive of this machine"],
] as const;
type Source = (typeof sources)[number][0];

/** What of the chosen files is sent. */
function Chosen({ of, dockerfile }: { readonly of: BuildContext | File; readonly dockerfile: string }) {
  if (of instanceof File)
    return (
      <p className="quiet">
        {of.name}, {bytes(of.size)}, is sent as it is.
      </p>
    );
  const { files, leftOut, hasDockerfile } = of;
  return (
    <>
      <p className="quiet">
        {files.length} {files.length === 1 ? "file" : "files"}, {bytes(of.bytes)}
        {leftOut === 0 ? "" : `; ${leftOut} left out by .dockerignore`}. A browser tells no modes, links or empty
        directories: every file is sent as a program that may be run. An archive keeps them.
      </p>
      {hasDockerfile ? null : <p className="warn">There is no {dockerfile} in it.</p>}
    </>
  );
}

/** Builds an image from a directory on the server, or from what is chosen on this machine. */
export function Build() {
  const making = useMaking();
  const [source, setSource] = useState<Source>("project");
  const [project, setProject] = useState("");
  const [tag, setTag] = useState("");
  const [dockerfile, setDockerfile] = useState("");
  const [chosen, setChosen] = useState<readonly File[]>([]);
  const [sent, setSent] = useState<BuildContext | File>();
  const [wrong, setWrong] = useState<string>();
  const input = {
    ...(source === "project" ? { project } : {}),
    ...(tag === "" ? {} : { tag }),
    ...(dockerfile === "" ? {} : { dockerfile }),
  };
  const ready = source === "project" ? project !== "" : sent !== undefined;
  const take = async (files: readonly File[], named: string): Promise<void> => {
    setChosen(files);
    setWrong(undefined);
    const [first] = files;
    if (first === undefined || source === "tar") {
      setSent(first);
      return;
    }
    try {
      setSent(await contextOf(files, named === "" ? "Dockerfile" : named));
    } catch (thrown) {
      setSent(undefined);
      setWrong(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  const start = (event: FormEvent): void => {
    event.preventDefault();
    if (source === "project") making.start((told) => socket.open("image.build", input, told).end);
    else if (sent !== undefined) {
      const archive = sent instanceof File ? sent : archiveOf(sent);
      making.start((told) =>
        sendStreaming("image.build", input, { bytes: archive, type: "application/x-tar", progress: told.sent }, told),
      );
    }
  };
  return (
    <form className="card stacked" onSubmit={start} aria-label="Build image">
      <h2>Build</h2>
      <div className="columns">
        <label>
          From
          <select
            value={source}
            onChange={(event) => {
              setSource(event.target.value as Source);
              setSent(undefined);
              setChosen([]);
            }}
          >
            {sources.map(([key, says]) => (
              <option key={key} value={key}>
                {says}
              </option>
            ))}
          </select>
        </label>
        {source === "project" ? (
          <label>
            Project
            <input required value={project} placeholder="shop" onChange={(event) => setProject(event.target.value)} />
          </label>
        ) : (
          <label>
            {{ folder: "Folder", files: "Files", tar: "Archive" }[source]}
            <input
              key={source}
              type="file"
              required
              multiple={source === "files"}
              {...(source === "folder" ? { webkitdirectory: "" } : {})}
              {...(source === "tar" ? { accept: ".tar,.tgz,.tar.gz" } : {})}
              onChange={(event) => void take([...(event.target.files ?? [])], dockerfile)}
            />
          </label>
        )}
        <label>
          Name of the image
          <input value={tag} placeholder="shop/web:1.5" onChange={(event) => setTag(event.target.value)} />
        </label>
        <label>
          Dockerfile
          <input
            value={dockerfile}
            placeholder="Dockerfile"
            onChange={(event) => {
              setDockerfile(event.target.value);
              if (source !== "project") void take(chosen, event.target.value);
            }}
          />
        </label>
      </div>
      {source === "project" || sent === undefined ? null : (
        <Chosen of={sent} dockerfile={dockerfile === "" ? "Dockerfile" : dockerfile} />
      )}
      {wrong === undefined ? null : (
        <p className="bad" role="alert">
          {wrong}
        </p>
      )}
      <StartButton {...{ making, input, ready }} operation="image.build" name="Build image" />
      <MakingWords of={making} log />
    </form>
  );
}
