/**
 * Splits a command line into words as a POSIX shell would, without expanding anything: quotes, backslashes and white space
 * only. Throws an Error for a quote that isn't closed.
 */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (quote === "'") {
      if (character === "'") quote = undefined;
      else word += character;
    } else if (quote === '"') {
      if (character === '"') quote = undefined;
      else if (character === "\\" && '$`"\\\n'.includes(line.charAt(at + 1)) && at + 1 < line.length)
        word += line.charAt(++at);
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= "";
    } else if (character === "\\") {
      at++;
      if (at >= line.length) throw new Error("the command ends with a backslash");
      word = (word ?? "") + line.charAt(at);
    } else if (/\s/u.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== undefined) throw new Error(`a ${quote} is not closed in the command`);
  if (word !== undefined) words.push(word);
  return words;
}
