/** Prints rows of text as a table whose columns are as wide as they need to be. */
export function printTable(title: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("   ");
  console.log(`\n${title}\n`);
  for (const row of [header, widths.map((width) => "-".repeat(width)), ...rows]) console.log(line(row));
}
