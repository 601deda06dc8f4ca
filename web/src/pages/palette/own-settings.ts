import { keysAct, letKeysAct } from "../../parts/keys/single.ts";
import { chooseTheme, themes } from "../../parts/theme.tsx";

/** Something of this browser's that is set without a form. */
export interface OwnSetting {
  readonly name: string;
  readonly set: () => void;
}

/** The settings of this browser, as the palette offers them. */
export const ownSettings = (): readonly OwnSetting[] => [
  ...themes.map(([theme, name]) => ({ name: `Theme: ${name}`, set: () => chooseTheme(theme) })),
  { name: keysAct() ? "Switch single keys off" : "Switch single keys on", set: () => letKeysAct(!keysAct()) },
];
