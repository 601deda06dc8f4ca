import module from "node:module";
import { join } from "node:path";

/**
 * Lets what is loaded from here on start from code that an earlier start has compiled, kept beside the program; nothing happens where
 * that can't be written, or where the sources run. It goes with the program when that is built or installed anew.
 */
export function useCompileCache(): void {
  if (import.meta.filename.endsWith(".js")) module.enableCompileCache(join(import.meta.dirname, ".compiled"));
}
