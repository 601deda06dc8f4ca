import { Link, useLocation, useSearch } from "wouter";
import { useRead } from "../../connection/hooks.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
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

type To = (path: string, file?: string) => string;

const columnsOf = (id: string, path: string, to: To): readonly Column<FileEntry>[] => [
  {
    name: "Name",
    sort: ({ name }) => name,
    cell: ({ name, type }) => (
      <span className={type === "directory" ? "directory" : undefined}>
        {type === "other" ? (
          name
        ) : (
          <Link href={type === "directory" ? to(within(path, name)) : to(path, name)}>{name}</Link>
        )}
        <span className="quiet"> {type === "file" ? null : type}</span>
      </span>
    ),
  },
  {
    name: "Size",
    className: "number",
    sort: ({ size }) => size,
    cell: ({ type, size }) => (type === "file" ? bytes(size) : "–"),
  },
  { name: "Mode", className: "mono", cell: ({ mode }) => mode },
  { name: "Owner", className: "number", cell: ({ uid, gid }) => `${uid}:${gid}` },
  { name: "Changed", sort: ({ modified }) => modified, cell: ({ modified }) => <When at={modified} /> },
  {
    name: "Actions",
    cell: ({ name, type }) => {
      const whole = within(path, name);
      if (type === "other") return null;
      return type === "directory" ? (
        <SaveButton operation="container.download" input={{ id, path: whole }} label={`Save as .tar: ${whole}`}>
          Save as .tar
        </SaveButton>
      ) : (
        <SaveButton operation="file.download" input={{ id, path: whole }} label={`Save ${whole}`}>
          Save
        </SaveButton>
      );
    },
  },
];

/** The files inside a container: looked through, read, taken out, and put in where the policy lets one. */
export default function Files({ id }: { readonly id: string }) {
  const search = new URLSearchParams(useSearch());
  const [, go] = useLocation();
  const path = search.get("path") ?? "/";
  const file = search.get("file");
  const to: To = (directory, name) => {
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
            <DataTable
              label={`Files in ${path}`}
              rows={files}
              columns={columnsOf(id, path, to)}
              idOf={({ name }) => name}
              onOpen={({ name, type }) => {
                if (type !== "other") go(type === "directory" ? to(within(path, name)) : to(path, name));
              }}
            />
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
