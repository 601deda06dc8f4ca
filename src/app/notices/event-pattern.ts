/** Whether an event is meant by a pattern: its name, `approval.*`, or `*`. */
export function matchesPattern(pattern: string, event: string): boolean {
  return pattern.endsWith("*") ? event.startsWith(pattern.slice(0, -1)) : pattern === event;
}
