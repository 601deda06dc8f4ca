import { plainText } from "../../../../kernel/plain-text.ts";
import type { Answer } from "../../tool.ts";
import type { Fence } from "../../text/fence.ts";

/** Lines that hold words of whoever wrote a document or made a container, marked as such below what this server says. */
export function marked(fence: Fence, head: string, about: string, given: readonly string[]): Answer["text"] {
  if (given.length === 0) return head;
  return { head: [head, fence.open(about)], lines: given.map(plainText), foot: [fence.close()], keep: "start" };
}
