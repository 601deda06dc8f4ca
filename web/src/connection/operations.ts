import { useQuery } from "@tanstack/react-query";

/** One operation of the catalogue, as the API's own description has it. */
export interface OperationNote {
  readonly id: string;
  readonly summary: string;
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { "x-operation"?: string; summary?: string }>>>>;
}

/** Every operation that there is, by id: for fields in which one is named. Read once. */
export function useOperations(): readonly OperationNote[] {
  const { data } = useQuery({
    queryKey: ["operations"],
    staleTime: Infinity,
    queryFn: async (): Promise<readonly OperationNote[]> => {
      const { paths } = (await (await fetch("/api/openapi.json")).json()) as Described;
      const found = Object.values(paths).flatMap((methods) =>
        Object.values(methods).flatMap(({ "x-operation": id, summary = "" }) =>
          id === undefined ? [] : [{ id, summary }],
        ),
      );
      return [...new Map(found.map((one) => [one.id, one])).values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    },
  });
  return data ?? [];
}
