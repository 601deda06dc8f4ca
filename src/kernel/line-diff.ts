/** One line of a comparison: in both, only in the former text, or only in the latter. */
export interface DiffLine {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** Cells of the table beyond which what differs is given as one block: a person reads no finer comparison of so much. */
const largestTable = 4_000_000;

const signed = (sign: DiffLine["sign"], lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign, text }));

/** Lengths of the longest common subsequence of every pair of rests. */
function lengths(before: readonly string[], after: readonly string[]): readonly Uint32Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let row = before.length - 1; row >= 0; row--) {
    const [here, below] = [table[row], table[row + 1]] as [Uint32Array, Uint32Array];
    for (let column = after.length - 1; column >= 0; column--) {
      here[column] =
        before[row] === after[column]
          ? (below[column + 1] ?? 0) + 1
          : Math.max(below[column] ?? 0, here[column + 1] ?? 0);
    }
  }
  return table;
}

function middle(before: readonly string[], after: readonly string[]): DiffLine[] {
  if (before.length * after.length > largestTable) return [...signed("-", before), ...signed("+", after)];
  const table = lengths(before, after);
  const found: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < before.length && column < after.length) {
    if (before[row] === after[column]) {
      found.push({ sign: " ", text: before[row++] ?? "" });
      column++;
    } else if ((table[row + 1]?.[column] ?? 0) >= (table[row]?.[column + 1] ?? 0)) {
      found.push({ sign: "-", text: before[row++] ?? "" });
    } else found.push({ sign: "+", text: after[column++] ?? "" });
  }
  return [...found, ...signed("-", before.slice(row)), ...signed("+", after.slice(column))];
}

/** Compares two texts line by line: the fewest lines taken out and put in. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [left, right] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let end = 0;
  const most = Math.min(left.length, right.length) - start;
  while (end < most && left[left.length - 1 - end] === right[right.length - 1 - end]) end++;
  return [
    ...signed(" ", left.slice(0, start)),
    ...middle(left.slice(start, left.length - end), right.slice(start, right.length - end)),
    ...signed(" ", left.slice(left.length - end)),
  ];
}
