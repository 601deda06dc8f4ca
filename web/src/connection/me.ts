import { createContext, useContext } from "react";
import type { Me } from "./sign-in.ts";

/** Who is signed in, for every page. */
export const MeContext = createContext<Me | undefined>(undefined);

/** Who is signed in; there is somebody wherever a page is drawn. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === undefined) throw new Error("nobody is signed in");
  return me;
}
