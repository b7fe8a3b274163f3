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
  const wanted = language || navigator.language;
  const code = wanted.split("-")[0] ?? "";
  const catalogue = catalogues[code];
  // Of a language with a catalogue the region is kept: it writes numbers its own way.
  strings = catalogue ? catalogue(new Format(wanted)) : english(new Format("en"));
  document.documentElement.lang = catalogue ? code : "en";
}
