/** What is wrong with a value, and where inside it. */
export class ValueProblem extends Error {
  override readonly name = "ValueProblem";
  readonly path: readonly (string | number)[];

  constructor(message: string, path: readonly (string | number)[] = []) {
    super(message);
    this.path = path;
  }

  /** The same problem, seen from one level further out. */
  under(step: string | number): ValueProblem {
    return new ValueProblem(this.message, [step, ...this.path]);
  }
}

/** How a setting's value is written and read. Both readers throw ValueProblem. */
export interface SettingType<T> {
  /** For the table in the docs, such as `duration` or `list of paths`. */
  readonly name: string;
  /** True where a flag alone, without a value, means true. */
  readonly isSwitch?: boolean;
  /** From a flag or the environment; a flag that is given several times comes as several texts. */
  readonly fromText: (texts: readonly string[]) => T;
  /** From the YAML file. */
  readonly fromValue: (value: unknown) => T;
  /** As a person writes it, for printing. */
  readonly show: (value: T) => string;
}

/** The one text of a setting that is no list; a flag that was given twice is a mistake. */
export function single(texts: readonly string[]): string {
  const [text, second] = texts;
  if (text === undefined) throw new ValueProblem("a value is missing");
  if (second !== undefined) throw new ValueProblem("it is given more than once");
  return text;
}
