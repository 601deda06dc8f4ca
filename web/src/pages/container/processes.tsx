import { useRead } from "../../connection/hooks.ts";
import { Reading } from "../../parts/reading.tsx";

/** The processes of a container. */
export default function Processes({ id }: { readonly id: string }) {
  const top = useRead<{ titles: readonly string[]; processes: readonly (readonly string[])[] }>("container.top", {
    id,
  });
  return (
    <Reading of={top}>
      {({ titles, processes }) => (
        <div className="table" tabIndex={0} role="region" aria-label="Processes">
          <table>
            <thead>
              <tr>
                {titles.map((title) => (
                  <th key={title}>{title}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {processes.map((row) => (
                <tr key={row.join(" ")}>
                  {row.map((cell, index) => (
                    <td key={titles[index]} className="mono">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Reading>
  );
}
