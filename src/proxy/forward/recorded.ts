/** Errors that stand in the log already. */
const inTheLog = new WeakSet<object>();

/** Marks an error as one that has been recorded, by the guard or as an outcome. */
export function recorded<T>(error: T): T {
  if (typeof error === "object" && error !== null) inTheLog.add(error);
  return error;
}

/** Whether this error has been recorded. */
export const isRecorded = (error: object): boolean => inTheLog.has(error);
