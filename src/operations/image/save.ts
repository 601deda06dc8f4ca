import { z } from "zod";
import { enginePath, ImagePath } from "../../engine/path.ts";
import { define } from "../define.ts";
import { imageErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theImage, writtenReference } from "./reference.ts";

/** Gives an image as a file. */
export const imageSave = define({
  id: "image.save",
  summary: "Download an image as a tar archive that `image load` takes.",
  description: "Counts as a change although it only reads, because files may hold secrets that a viewer must not see.",
  risk: "change",
  http: { method: "GET", path: "/api/images/{id}/save", failure: "Failed to save image" },
  input: z.strictObject({ id: reference("image") }),
  output: z.never(),
  targets: targetById("image"),
  deadline: "none",
  errors: imageErrors,
  examples: [{ title: "Save an image", input: { id: "busybox" } }],
  async download(context, input) {
    const target = theImage(context);
    const name = new ImagePath(writtenReference(target, input.id) ?? target.id);
    const { body } = await context.ports.engine.open("GET", enginePath`/images/${name}/get`, {
      signal: context.signal,
      timeout: "none",
    });
    const filename = `${target.name.replace(/[^\w.-]+/gu, "_").slice(0, 100)}.tar`;
    return { bytes: body, contentType: "application/x-tar", filename };
  },
});
