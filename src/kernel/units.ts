export { formatDuration, parseDuration } from "./durations.ts";
export { formatSize as formatBytes, parseSize as parseBytes } from "./sizes.ts";
