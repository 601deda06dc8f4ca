// Terminal colours and other controls would only be in the way, and some of them deceive the eye.
const controls =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g;

/** A line's text without what a terminal would have made of it. */
export const plain = (text: string): string => text.replaceAll(controls, "");
