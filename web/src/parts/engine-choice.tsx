import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { chooseEndpoint, nameEndpoint, useEndpoint } from "../connection/endpoint.ts";
import { rememberedEndpoint } from "../connection/remembered-endpoint.ts";
import { socket } from "../connection/socket.ts";
import { useRead } from "../connection/hooks.ts";

interface Endpoints {
  readonly endpoints: readonly { readonly name: string; readonly kind: string; readonly usual: boolean }[];
}

/** Which engine the pages show and change; not there where there is only one. */
export function EngineChoice() {
  const client = useQueryClient();
  const chosen = useEndpoint();
  const { data } = useRead<Endpoints>("endpoint.list");
  const names = data?.endpoints.map(({ name }) => name);
  useEffect(() => {
    if (names === undefined || data === undefined) return;
    const usual = data.endpoints.find((one) => one.usual)?.name ?? names[0];
    socket.usual = usual;
    const meant = chosen ?? usual;
    const remembered = chosen ?? rememberedEndpoint();
    // One that has gone, such as a sandbox that ended, is left for the usual one.
    const wanted = remembered !== undefined && names.includes(remembered) ? remembered : usual;
    const next = names.length > 1 ? wanted : undefined;
    if (wanted === meant) nameEndpoint(next);
    else chooseEndpoint(next, client);
  }, [names, data, chosen, client]);
  if (names === undefined || names.length < 2) return null;
  return (
    <label>
      <span className="quiet">Engine </span>
      <select
        value={chosen ?? ""}
        onChange={(event) => {
          chooseEndpoint(event.target.value, client);
        }}
      >
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
