/** Makes something from an object once, and gives that for as long as the object lives: memory gives the same objects until something changes. */
export function once<Item extends object, Made>(make: (one: Item) => Made): (one: Item) => Made {
  const made = new WeakMap<Item, Made>();
  return (one) => {
    const known = made.get(one);
    if (known !== undefined) return known;
    const fresh = make(one);
    made.set(one, fresh);
    return fresh;
  };
}
