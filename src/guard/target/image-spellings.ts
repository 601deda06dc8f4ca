/**
 * The forms in which the engine may list an image that is called by this reference: with its tag written out, and without
 * Docker Hub's domain and `library/`. Source: the distribution reference grammar.
 */
export function imageSpellings(reference: string): string[] {
  const [, rest = reference] = /^(?:docker\.io|index\.docker\.io)\/(.*)$/.exec(reference) ?? [];
  const short = rest.replace(/^library\/(?=[^/]+$)/, "");
  const spellings = new Set([reference, rest, short]);
  for (const spelling of [...spellings]) {
    const last = spelling.slice(spelling.lastIndexOf("/") + 1);
    if (!spelling.includes("@") && !last.includes(":")) spellings.add(`${spelling}:latest`);
    const digestAt = spelling.indexOf("@");
    if (digestAt > 0) {
      const name = spelling.slice(0, digestAt);
      const untagged = name.replace(/:[^/:]+$/, "");
      spellings.add(`${untagged}${spelling.slice(digestAt)}`);
    }
  }
  return [...spellings];
}
