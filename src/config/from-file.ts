import { closest } from "../kernel/closest.ts";
import { GnosisError } from "../kernel/errors.ts";
import type { Given } from "./given.ts";
import { settingList, type SettingKey } from "./settings.ts";

/** What a YAML settings file says. Broken YAML and unknown keys throw CONFIG_INVALID with the line. */
export async function fromFile(
  file: string,
  source: string,
  readSecret: (file: string, name: string) => string,
): Promise<ReadonlyMap<SettingKey, Given>> {
  const { parseDocument, isMap, isNode, isScalar, LineCounter } = await import("yaml");
  const counter = new LineCounter();
  const document = parseDocument(source, { lineCounter: counter, prettyErrors: false });
  const fail = (message: string, offset: number, next?: string, near?: readonly string[]): never => {
    const { line } = counter.linePos(offset);
    throw new GnosisError("CONFIG_INVALID", `${file}, line ${line}: ${message}`, {
      where: `${file}:${line}`,
      ...(next === undefined ? {} : { next }),
      ...(near === undefined ? {} : { closest: near }),
    });
  };
  const [broken] = document.errors;
  if (broken !== undefined) fail(broken.message, broken.pos[0]);
  const given = new Map<SettingKey, Given>();
  if (document.contents === null) return given;
  if (!isMap(document.contents)) return fail("settings are written as 'key: value' lines.", 0);
  const secretFiles = new Map(
    (Object.keys(settingList) as SettingKey[])
      .filter((key) => settingList[key].secret === true)
      .map((key) => [`${key}File`, key]),
  );
  for (const pair of document.contents.items) {
    const offset = isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
    const name = isScalar(pair.key) ? String(pair.key.value) : "";
    const secret = secretFiles.get(name);
    if (secret === undefined && !Object.hasOwn(settingList, name)) {
      const near = closest(name, [...Object.keys(settingList), ...secretFiles.keys()]);
      fail(
        `there is no setting '${name}'.`,
        offset,
        near[0] === undefined ? "Remove it; docs/settings.md lists every key." : `Did you mean '${near[0]}'?`,
        near,
      );
    }
    const key = secret ?? (name as SettingKey);
    if (secret === undefined && settingList[key].secret === true)
      fail(
        `'${key}' is a secret and doesn't belong in this file.`,
        offset,
        `Write it to a file of its own and set '${key}File'.`,
      );
    if (given.has(key)) fail(`'${name}' is given twice.`, offset);
    const value: unknown = document.toJS({ maxAliasCount: 10 })[name];
    if (value === null || value === undefined) continue;
    const { line } = counter.linePos(offset);
    given.set(key, {
      origin: { from: "file", file, line },
      written: secret === undefined ? { value } : { texts: [readSecret(String(value), name)] },
      lineOf: (path) => {
        const node = document.getIn([name, ...path], true);
        return isNode(node) && node.range != null ? counter.linePos(node.range[0]).line : line;
      },
    });
  }
  return given;
}
