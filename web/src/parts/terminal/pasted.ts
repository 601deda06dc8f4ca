/** What deceives: controls that a program obeys, and marks that turn the order of what the eye reads. */
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Why somebody should look at a text before it goes into a shell; nothing where it is one plain line. */
export function pasteWarning(text: string): string | undefined {
  const hidden = text.match(controls)?.length ?? 0;
  const lines = text.split(/\r\n|\r|\n/).length;
  if (hidden > 0) return `It holds ${hidden} control ${hidden === 1 ? "character" : "characters"} that can't be seen.`;
  if (lines > 1) return `It has ${lines} lines: a shell runs each of them as soon as it is pasted.`;
  return undefined;
}

/** A text with its controls written out, so that they can be seen. */
export const visible = (text: string): string =>
  text.replaceAll(controls, (sign) => `‹${sign.codePointAt(0)?.toString(16).padStart(2, "0").toUpperCase()}›`);

/** A text without those controls. */
export const harmless = (text: string): string => text.replaceAll(controls, "");
