import { useId, useState, type FormEvent } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { chooseEndpoint } from "../../connection/endpoint.ts";
import { useChange, useRead } from "../../connection/hooks.ts";
import { Act } from "../../parts/act.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { bytes } from "../../parts/format.ts";
import { PolicyWords } from "../../parts/policy-words.tsx";
import { usePolicy } from "../../parts/preview.ts";
import { Reading } from "../../parts/reading.tsx";
import { StateWord } from "../../parts/state-word.tsx";
import { useToasts } from "../../parts/toasts.tsx";
import { When } from "../../parts/when.tsx";

interface Sandbox {
  readonly name: string;
  readonly endpoint: string;
  readonly state: string;
  readonly host: string;
  readonly owner: string;
  readonly ends: string;
  readonly cpus: number;
  readonly memory_bytes: number;
  readonly disk_bytes: number;
  readonly network: string;
  readonly socket: string | null;
  readonly reason: string | null;
}

function Create() {
  const id = useId();
  const says = usePolicy("sandbox.create", { name: "new" });
  const create = useChange<{ message: string; token: string | null }>("sandbox.create");
  const toasts = useToasts();
  const [token, setToken] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const text = (name: string): string => String(data.get(name)).trim();
    const given = Object.fromEntries(
      ["time", "memory", "disk"].flatMap((name) => (text(name) === "" ? [] : [[name, text(name)]])),
    );
    try {
      const { value, receipt } = await create.mutateAsync({
        ...given,
        name: text("name"),
        network: text("network"),
        with_token: data.get("with_token") === "on",
        images: text("images")
          .split(/[\s,]+/)
          .filter((image) => image !== ""),
      });
      toasts.done(value.message, receipt);
      setToken(value.token ?? undefined);
      form.reset();
    } catch (thrown) {
      toasts.failed(thrown);
    }
  };
  return (
    <section className="card stacked">
      <h2>New sandbox</h2>
      {says.denied ? (
        <p className="quiet">
          <PolicyWords says={says} operation="sandbox.create" input={{}} />
        </p>
      ) : null}
      <form className="columns" onSubmit={(event) => void submit(event)}>
        <label>
          Name
          <input name="name" required pattern="[a-z0-9]([a-z0-9\-]{0,38}[a-z0-9])?" placeholder="agent-1" />
        </label>
        <label>
          Ends after
          <input name="time" placeholder="4h" />
        </label>
        <label>
          Memory
          <input name="memory" placeholder="2GiB" />
        </label>
        <label>
          Disk
          <input name="disk" placeholder="10GiB" />
        </label>
        <label>
          Network
          <select name="network">
            <option value="open">out to the world</option>
            <option value="none">none at all</option>
          </select>
        </label>
        <label>
          Images of the host that it gets
          <input name="images" placeholder="node:24 redis" aria-describedby={`${id}-i`} />
        </label>
        <span className="actions">
          <label>
            <input type="checkbox" name="with_token" /> with a token of its own
          </label>
          <button
            type="submit"
            className="primary"
            disabled={says.denied || create.isPending}
            aria-busy={create.isPending}
            title={says.words}
          >
            {create.isPending ? "Being made…" : "Make it"}
            {says.asks ? " (asks)" : null}
          </button>
        </span>
      </form>
      <p className="quiet" id={`${id}-i`}>
        Up to eight names of images, with spaces between. A sandbox is a whole engine in a container: what happens there
        stays there.
      </p>
      {token === undefined ? null : (
        <div className="note" role="status">
          <p>
            Its token, shown this once: <code>{token}</code>
          </p>
        </div>
      )}
    </section>
  );
}

const columnsOf = (enter: (endpoint: string) => void): readonly Column<Sandbox>[] => [
  { name: "Name", sort: ({ name }) => name, cell: ({ name }) => name },
  {
    name: "State",
    sort: ({ state }) => state,
    cell: ({ state, reason }) => (
      <>
        <StateWord state={state} /> <span className="quiet">{reason}</span>
      </>
    ),
  },
  { name: "Made by", sort: ({ owner }) => owner, cell: ({ owner }) => owner },
  { name: "Ends", className: "tight", sort: ({ ends }) => ends, cell: ({ ends }) => <When at={ends} /> },
  {
    name: "Limits",
    cell: (one) => `${one.cpus} CPUs, ${bytes(one.memory_bytes)} memory, ${bytes(one.disk_bytes)} disk`,
  },
  { name: "Network", cell: ({ network }) => network },
  {
    name: "Actions",
    cell: ({ name, state, endpoint }) =>
      state === "ended" ? null : (
        <span className="actions">
          <button type="button" disabled={state !== "ready"} onClick={() => enter(endpoint)}>
            Go into {name}
          </button>
          <Act
            operation="sandbox.remove"
            input={{ name }}
            ask={{
              title: `End the sandbox ${name}?`,
              text: <p>Everything in it is lost: containers, images, volumes. This can&apos;t be undone.</p>,
              act: `End ${name}`,
            }}
          >
            End
          </Act>
        </span>
      ),
  },
];

/** Engines for agents, with limits and an end. */
export function SandboxList() {
  const client = useQueryClient();
  const sandboxes = useRead<{ sandboxes: readonly Sandbox[] }>("sandbox.list", { all: true });
  return (
    <section className="stacked">
      <h2>Sandboxes</h2>
      <Reading
        of={sandboxes}
        empty={{ when: ({ sandboxes: list }) => list.length === 0, text: "There are no sandboxes of yours." }}
      >
        {({ sandboxes: list }) => (
          <DataTable
            label="Sandboxes"
            rows={list}
            columns={columnsOf((name) => chooseEndpoint(name, client))}
            idOf={({ name, ends }) => name + ends}
            nameOf={({ name }) => name}
          />
        )}
      </Reading>
      <Create />
    </section>
  );
}
