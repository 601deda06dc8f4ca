/** A rectangle of a treemap, in the units of the whole. */
export interface Tile<Item> {
  readonly item: Item;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Sized<Item> {
  readonly item: Item;
  readonly area: number;
}

/** How far the worst tile of a row is from a square. */
function worst<Item>(row: readonly Sized<Item>[], side: number): number {
  const sum = row.reduce((total, { area }) => total + area, 0);
  const [most, least] = [Math.max(...row.map(({ area }) => area)), Math.min(...row.map(({ area }) => area))];
  return Math.max((side * side * most) / (sum * sum), (sum * sum) / (side * side * least));
}

/**
 * Divides a rectangle among items by their size, in tiles as square as can be. Source: Bruls, Huizing, van Wijk, "Squarified Treemaps"
 * (2000).
 */
export function squarify<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  width: number,
  height: number,
): readonly Tile<Item>[] {
  const total = items.reduce((sum, item) => sum + sizeOf(item), 0);
  if (total <= 0) return [];
  const waiting = items
    .filter((item) => sizeOf(item) > 0)
    .map((item) => ({ item, area: (sizeOf(item) / total) * width * height }))
    .toSorted((a, b) => b.area - a.area);
  const tiles: Tile<Item>[] = [];
  let [x, y, left, down] = [0, 0, width, height];
  while (waiting.length > 0) {
    const side = Math.min(left, down);
    const row: Sized<Item>[] = [];
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (row.length > 0 && worst([...row, next], side) > worst(row, side)) break;
      row.push(next);
      waiting.shift();
    }
    const sum = row.reduce((whole, { area }) => whole + area, 0);
    const thick = sum / side;
    let at = 0;
    for (const { item, area } of row) {
      const long = area / thick;
      if (left < down) tiles.push({ item, x: x + at, y, width: long, height: thick });
      else tiles.push({ item, x, y: y + at, width: thick, height: long });
      at += long;
    }
    if (left < down) [y, down] = [y + thick, down - thick];
    else [x, left] = [x + thick, left - thick];
  }
  return tiles;
}
