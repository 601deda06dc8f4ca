/** Milliseconds for which the browser may still read what it saves. */
const readable = 10_000;

/** Has the browser save a text as a file. */
export function keepFile(name: string, text: string, type = "text/plain"): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), readable);
}
