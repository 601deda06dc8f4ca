import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { checkedUpload } from "../../kernel/checked-upload.ts";
import { plainArchive } from "../../kernel/plain-archive.ts";
import { define } from "../define.ts";
import { parseImageReference } from "../../kernel/image-reference.ts";
import { archiveError } from "../fields/archive-error.ts";
import { imageArchiveErrors } from "../fields/errors.ts";
import { keepNames, refuseNames } from "./keep-names.ts";
import { type EngineProgress, progressOf } from "./progress.ts";

/** Bytes of an archive, also once it is unpacked. */
const mostBytes = 16 * 1024 ** 3;

/** Takes images from a file. */
export const imageLoad = define({
  id: "image.load",
  summary: "Load images from a tar archive that `image save` made.",
  risk: "change",
  http: { method: "POST", path: "/api/images/load", status: 201, failure: "Failed to load images" },
  input: z.strictObject({}),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    images: z.array(z.string()).describe("References or ids of what was loaded."),
    given_back: z
      .array(z.string())
      .describe("Names that the archive had taken from images of others, and that those have again."),
  }),
  body: { kind: "image.name", of: () => ({}), query: () => ({ load: "archive" }) },
  upload: { contentType: "application/x-tar", maxBytes: mostBytes, required: true },
  deadline: 1_800_000,
  errors: imageArchiveErrors,
  examples: [{ title: "Load a saved image", input: {} }],
  async run(context) {
    if (context.upload === undefined) throw new GnosisError("UPLOAD_MISSING", "image.load needs a tar archive.");
    const archive = checkedUpload(await plainArchive(context.upload, mostBytes), refuseNames(context));
    const giveBack = await keepNames(context);
    const images: string[] = [];
    let given: readonly string[] = [];
    const steps = context.ports.engine.values("POST", "/images/load", {
      query: { quiet: true },
      headers: { "content-type": "application/x-tar" },
      body: archive.bytes,
      signal: context.signal,
      timeout: "none",
    });
    try {
      for await (const said of steps) {
        const step = progressOf(said as EngineProgress);
        const loaded = /^Loaded image(?: ID)?: (.+)$/u.exec(step?.message ?? "")?.[1];
        // Podman writes whole references.
        if (loaded !== undefined) images.push(parseImageReference(loaded)?.familiar ?? loaded);
        if (step !== undefined) context.progress({ message: step.message });
      }
    } catch (error) {
      throw archive.refused() ?? archiveError(error);
    } finally {
      given = await giveBack();
    }
    await Promise.all(images.map((image) => context.ports.reader.changed("image", image)));
    return {
      message: `${images.length} image${images.length === 1 ? "" : "s"} loaded`,
      images,
      given_back: [...given],
    };
  },
});
