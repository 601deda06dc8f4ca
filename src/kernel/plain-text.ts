/** CSI, OSC, DCS and the other escape sequences of ECMA-48, with 7-bit and 8-bit introducers. */
const escapeSequences =
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|(?:\u001B[\]PX^_]|[\u009D\u0090\u0098\u009E\u009F])[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)?|\u001B[ -/]*[0-~]?/g;

const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;

/** Characters that show nothing or turn the direction of text: used to hide instructions from a person but not from a program. */
const invisibles = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

/**
 * Text as a person would see it: without terminal escapes, control characters and invisible characters. Of a line that overwrote
 * itself with carriage returns the last state stays.
 */
export function plainText(text: string): string {
  const clean = text.replace(escapeSequences, "").replace(/\r+\n/g, "\n").replace(controls, "").replace(invisibles, "");
  return clean.includes("\r") ? clean.replace(/[^\r\n]*\r+(?=[^\r\n])/g, "").replaceAll("\r", "") : clean;
}
