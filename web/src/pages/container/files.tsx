import { Link, useLocation, useSearch } from "wouter";
import { useRead } from "../../connection/hooks.ts";
import { bytes } from "../../parts/format.ts";
import { Reading } from "../../parts/reading.tsx";
import { SaveButton } from "../../parts/save-button.tsx";
import { When } from "../../parts/when.tsx";
import { within, type Directory, type FileEntry } from "./files/shapes.ts";
import { FileText } from "./files/text.tsx";
import { Upload } from "./files/upload.tsx";

/** Entries that are listed at most. */
const most = 1000;

/** The way down to a directory, each step a link. */
function Way({ path, to }: { readonly path: string; readonly to: (path: string) => string }) {
  const steps = path.split("/").filter((step) => step !== "");
  return (
    <nav aria-label="Directory" className="way mono">
      <Link href={to("/")} aria-label="Root directory">
        /
      </Link>
      {steps.map((step, index) => {
        const below = `/${steps.slice(0, index + 1).join("/")}`;
        return (
          <span key={below}>
            <Link href={to(below)} aria-current={index === steps.length - 1 ? "location" : undefined}>
              {step}
            </Link>
            {index < steps.length - 1 ? "/" : ""}
          </span>
        );
      })}
    </nav>
  );
}

function Row({
  id,
  path,
  entry,
  to,
}: {
  readonly id: string;
  readonly path: string;
  readonly entry: FileEntry;
  readonly to: (path: string, file?: string) => string;
}) {
  const whole = within(path, entry.name);
  return (
    <tr>
      <td data-label="Name">
        <span className={entry.type === "directory" ? "directory" : undefined}>
          {entry.type === "other" ? (
            entry.name
          ) : (
            <Link href={entry.type === "directory" ? to(whole) : to(path, entry.name)}>{entry.name}</Link>
          )}
          <span className="quiet"> {entry.type === "file" ? null : entry.type}</span>
        </span>
      </td>
      <td data-label="Size" className="number">
        {entry.type === "file" ? bytes(entry.size) : "–"}
      </td>
      <td data-label="Mode" className="mono">
        {entry.mode}
      </td>
      <td data-label="Owner" className="number">
        {entry.uid}:{entry.gid}
      </td>
      <td data-label="Changed">
        <When at={entry.modified} />
      </td>
      <td data-label="">
        {entry.type === "directory" ? (
          <SaveButton operation="container.download" input={{ id, path: whole }} label={`Save ${whole} as an archive`}>
            Save as .tar
          </SaveButton>
        ) : entry.type === "other" ? null : (
          <SaveButton operation="file.download" input={{ id, path: whole }} label={`Save ${whole}`}>
            Save
          </SaveButton>
        )}
      </td>
    </tr>
  );
}

/** The files inside a container: looked through, read, taken out, and put in where the policy lets one. */
export default function Files({ id }: { readonly id: string }) {
  const search = new URLSearchParams(useSearch());
  const [, go] = useLocation();
  const path = search.get("path") ?? "/";
  const file = search.get("file");
  const to = (directory: string, name?: string): string => {
    const query = new URLSearchParams({ path: directory, ...(name === undefined ? {} : { file: name }) });
    return `/containers/${id}/files?${query.toString()}`;
  };
  const directory = useRead<Directory>("file.list", { id, path, limit: most });
  return (
    <>
      <div className="actions">
        <Way path={path} to={to} />
        <span className="grow" />
        <Upload id={id} path={path} />
      </div>
      {file === null ? null : (
        <FileText key={within(path, file)} id={id} path={within(path, file)} onClose={() => go(to(path))} />
      )}
      <Reading of={directory} empty={{ when: ({ files }) => files.length === 0, text: "This directory is empty." }}>
        {({ files, total, truncated }) => (
          <>
            <div className="table">
              <table className="stack">
                <thead>
                  <tr>
                    <th>Name</th>
                    <th className="number">Size</th>
                    <th>Mode</th>
                    <th className="number">Owner</th>
                    <th>Changed</th>
                    <th>
                      <span className="skip-text">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {files.map((entry) => (
                    <Row key={entry.name} id={id} path={path} entry={entry} to={to} />
                  ))}
                </tbody>
              </table>
            </div>
            {truncated ? (
              <p className="note warn">
                {files.length} of {total} entries that were found are shown; there may be more. A terminal, or a copy of
                the directory, has all of them.
              </p>
            ) : null}
          </>
        )}
      </Reading>
    </>
  );
}
