import { german } from "./de";
import { english, type Strings } from "./en";
import { Format } from "./format";

const catalogues: Record<string, (f: Format) => Strings> = { en: english, de: german };

/** The languages there are, each by its own name. */
export const languages: [code: string, name: string][] = [
  ["en", "English"],
  ["de", "Deutsch"],
];

let strings = $state.raw(english(new Format("en")));

/** t has the texts of the person's language. */
export function t(): Strings {
  return strings;
}

/** speak changes the language; "" is the system's. One that is unknown is English. */
export function speak(language: string): void {
  const wanted = (language || navigator.language).split("-")[0] ?? "";
  const code = wanted in catalogues ? wanted : "en";
  // The system may know the region too, which writes times in its own way.
  const regional = navigator.languages.find((l) => l.startsWith(`${code}-`)) ?? code;
  strings = (catalogues[code] ?? english)(new Format(regional));
  document.documentElement.lang = code;
}
