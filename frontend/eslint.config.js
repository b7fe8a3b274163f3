import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

export default ts.config(
	{ ignores: ["dist", "shots", "test-results", "node_modules", "src/lib/backend/generated"] },
	js.configs.recommended,
	ts.configs.strictTypeChecked,
	ts.configs.stylisticTypeChecked,
	svelte.configs.recommended,
	{
		languageOptions: {
			globals: { ...globals.browser, ...globals.node },
			parserOptions: { projectService: true, extraFileExtensions: [".svelte"] },
		},
		rules: {
			// A void arrow, () => go(), is how an event is handed on.
			"@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
			"@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
			"@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
			// Web pages of a stranger's app must never become part of this one.
			"svelte/no-at-html-tags": "error",
		},
	},
	{
		files: ["**/*.svelte", "**/*.svelte.ts"],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
	},
	{ files: ["*.js", "scripts/*.js"], extends: [ts.configs.disableTypeChecked] },
);
