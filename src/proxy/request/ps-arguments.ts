import { GnosisError } from "../../kernel/errors.ts";
import type { QueryRule } from "./query-types.ts";

/** Columns of `ps` that show nothing of an environment. */
const columns =
  /^(pid|ppid|pgid|sid|tid|lwp|user|uid|euser|ruser|group|gid|comm|cmd|command|args|ucmd|etime|etimes|time|cputime|start|stime|lstart|stat|state|s|tty|tt|pcpu|pmem|%cpu|%mem|c|rss|rssize|vsz|vsize|size|sz|ni|nice|pri|psr|wchan|flags|f|thcount|nlwp)$/;

/**
 * `ps` runs on the host: only options that choose processes and columns are let through, never those that print environments
 * (a bare `e`, the column `environ`) or name files. Options that it can't make sense of it reads once more in the BSD way, dashes left
 * out, and `-auxe` then means environments: `-e` is written as `-A`, which is the same to it.
 */
export const psArguments: QueryRule = {
  read: (value, key) => {
    if (value === "" || value === "-ef") return value === "" ? undefined : value;
    const words = value.split(/ +/).filter((word) => word !== "");
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? "";
      if (word === "-o" || word === "o" || word === "-eo" || word === "-Ao" || word === "-axo") {
        const list = words[++at] ?? "";
        if (list === "" || !list.split(",").every((column) => columns.test(column.toLowerCase()))) throw refusal(key);
      } else if (!/^-[AaefFjlLTuwyx]+$/.test(word) && !/^[aAfhjlsuwxT]+$/.test(word)) throw refusal(key);
    }
    return words.map((word) => (word.startsWith("-") ? word.replaceAll("e", "A") : word)).join(" ");
  },
};

function refusal(key: string): GnosisError {
  return new GnosisError("INPUT_INVALID", "These arguments of ps are not passed on.", {
    where: key,
    next: "Use aux, -ef, or -o with ordinary columns such as pid,user,args.",
  });
}
