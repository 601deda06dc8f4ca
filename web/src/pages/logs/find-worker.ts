/** Finds the texts that an expression fits, beside the page: an expression that never ends hangs this worker alone. */
interface Question {
  readonly source: string;
  readonly flags: string;
  readonly texts: readonly string[];
}

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  const expression = new RegExp(data.source, data.flags);
  postMessage(data.texts.map((text) => expression.test(text)));
});
