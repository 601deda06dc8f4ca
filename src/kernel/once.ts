/** Memory gives the same objects until something about a container changes: what is made from one is made once. */
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
