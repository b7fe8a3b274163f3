// White text on each of these has 4.5:1 or more.
const colours = [
  "#6d3be0",
  "#a94f16",
  "#2456d6",
  "#c02558",
  "#3b7220",
  "#0f6a84",
  "#86570a",
  "#86399b",
];

/** The letter that stands for an app without an icon, and its colour, always the same. */
export function letterOf(name: string): { letter: string; colour: string } {
  let sum = 0;
  for (const c of name) sum = (sum * 31 + (c.codePointAt(0) ?? 0)) % 9973;
  const letter = /[\p{L}\p{N}]/u.exec(name)?.[0].toUpperCase() ?? "#";
  return { letter, colour: colours[sum % colours.length] ?? "#6d3be0" };
}
