import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { beginning, hashEntry } from "./chain.ts";
import { copiedHeads, readHead } from "./heads.ts";
import type { AuditProblem, WalkReport } from "../../catalogue/ports/audit-reader.ts";

/** A problem, with the file and line where it was found. */
export interface FileProblem extends AuditProblem {
  readonly where: string;
}

/** What a walk over exported or archived records found; `ok` says nothing of what is `unproven`. */
export interface FilesReport extends WalkReport {
  /** True when the first record is the log's own first, so that nothing before it is missing. */
  readonly fromTheBeginning: boolean;
  readonly problems: readonly FileProblem[];
  readonly signed?: NonNullable<WalkReport["signed"]> & { readonly key: string };
  /** What could not be told from these files alone. */
  readonly unproven: readonly string[];
}

interface Line {
  readonly seq: number;
  readonly time: string;
  readonly hash: Buffer;
  readonly entry: string;
}

function readLine(text: string): Line | undefined {
  try {
    const { hash, ...entry } = JSON.parse(text) as { hash?: unknown; seq?: unknown; time?: unknown };
    if (typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash)) return undefined;
    if (!Number.isSafeInteger(entry.seq) || typeof entry.time !== "string") return undefined;
    return { seq: Number(entry.seq), time: entry.time, hash: Buffer.from(hash, "hex"), entry: canonicalJson(entry) };
  } catch {
    return undefined;
  }
}

class FileWalk {
  readonly problems: FileProblem[] = [];
  readonly hashes = new Map<number, string>();
  #first: Line | undefined;
  #before: Line | undefined;
  records = 0;

  look(text: string, where: string): void {
    const line = readLine(text);
    const expected = this.#before === undefined ? undefined : this.#before.seq + 1;
    if (line === undefined) {
      this.#add("unreadable", expected ?? 1, where, "This line is no record with its hash.");
      return;
    }
    this.records++;
    this.hashes.set(line.seq, line.hash.toString("hex"));
    const previous = line.seq === 1 ? beginning : expected === line.seq ? this.#before?.hash : undefined;
    if (expected !== undefined && line.seq > expected)
      this.#add("removed", expected, where, `Records ${expected} to ${line.seq - 1} are missing.`);
    else if (expected !== undefined && line.seq < expected)
      this.#add("moved", line.seq, where, `Record ${line.seq} stands after record ${expected - 1}.`);
    else if (previous !== undefined && !hashEntry(previous, line.entry).equals(line.hash))
      this.#add(
        "edited",
        line.seq,
        where,
        `Record ${line.seq} does not match its hash: it or the one before was edited.`,
      );
    this.#first ??= line;
    this.#before = line;
  }

  report(headFile: string | undefined): FilesReport {
    const [first, last] = [this.#first, this.#before];
    const spoken = headFile === undefined ? [] : copiedHeads(headFile).map(readHead);
    let signed: FilesReport["signed"];
    let heads = 0;
    for (const [index, head] of spoken.entries()) {
      const where = `${headFile}:${index + 1}`;
      if (head === undefined) this.#add("signature", 0, where, "This head has a wrong signature.");
      const hash = this.hashes.get(head?.seq ?? -1);
      if (head === undefined || hash === undefined) continue;
      heads++;
      if (hash !== head.hash)
        this.#add("replaced", head.seq, where, `Record ${head.seq} is not the one that was signed.`);
      else if (signed === undefined || head.seq > signed.sequence)
        signed = { sequence: head.seq, time: head.time, key: head.key };
    }
    const fromTheBeginning = first?.seq === 1;
    const unproven = [
      ...(this.records === 0 ? ["There are no records."] : []),
      ...(first === undefined || fromTheBeginning
        ? []
        : [`What was before record ${first.seq}, and that record itself.`]),
      ...(last === undefined || signed?.sequence === last.seq
        ? []
        : [
            `That the ${signed === undefined ? "records" : `records after ${signed.sequence}`} were not written anew as a whole: no signed head speaks of them.`,
          ]),
    ];
    return {
      ok: this.problems.length === 0 && this.records > 0,
      records: this.records,
      ...(first === undefined ? {} : { first: { sequence: first.seq, time: first.time } }),
      ...(last === undefined ? {} : { last: { sequence: last.seq, time: last.time, hash: last.hash.toString("hex") } }),
      fromTheBeginning,
      problems: this.problems.slice(0, 100),
      heads,
      ...(signed === undefined ? {} : { signed }),
      unproven,
    };
  }

  #add(kind: FileProblem["kind"], sequence: number, where: string, message: string): void {
    if (this.problems.length < 1_000) this.problems.push({ kind, sequence, where, message });
  }
}

/**
 * Walks records as `audit export` or `auditArchive` wrote them, one JSON line each, through the files in the order given, as one log: chain,
 * order, and the signed heads that were copied elsewhere. Neither a server nor its data is needed. Throws INPUT_INVALID for a file that
 * can't be read.
 */
export async function verifyFiles(files: readonly string[], headFile?: string): Promise<FilesReport> {
  const walk = new FileWalk();
  for (const file of files) {
    let number = 0;
    try {
      for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
        number++;
        if (text !== "") walk.look(text, `${file}:${number}`);
      }
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
      throw new GnosisError("INPUT_INVALID", `The file ${file} can't be read (${code}).`, {
        where: file,
        next: "Name files that 'audit export' or the setting auditArchive wrote.",
        cause,
      });
    }
  }
  return walk.report(headFile);
}
