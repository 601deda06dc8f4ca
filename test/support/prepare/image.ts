import { engine } from "../engine-call.ts";

/** Whether the test engine has that image. */
export const hasImage = (reference: string): Promise<boolean> =>
  engine("GET", `/images/${reference}/json`).then(
    () => true,
    () => false,
  );
