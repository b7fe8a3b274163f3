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
			"@typescript-eslint/no-confusing-void-expression": [
				"error",
				{ ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
			],
			"@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
			"@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
			// An empty text stands for none in what Go sends.
			"@typescript-eslint/prefer-nullish-coalescing": "off",
			// To leave a key out of an object, it is taken and not used.
			"@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
			// Web pages of a stranger's app must never become part of this one.
			"svelte/no-at-html-tags": "error",
		},
	},
	{
		files: ["**/*.svelte", "**/*.svelte.ts"],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
	},
	{
		files: ["**/*.svelte.ts"],
		// State here is replaced, and what is not state is not looked at.
		rules: { "svelte/prefer-svelte-reactivity": "off" },
	},
	{
		files: ["**/*.svelte"],
		// To eslint a component that is imported has no type; svelte-check knows it.
		rules: {
			"@typescript-eslint/no-unsafe-argument": "off",
			"@typescript-eslint/no-unsafe-assignment": "off",
			"@typescript-eslint/no-unsafe-call": "off",
			"@typescript-eslint/no-unsafe-member-access": "off",
			"@typescript-eslint/no-unsafe-return": "off",
		},
	},
	{ files: ["*.js", "scripts/*.js"], extends: [ts.configs.disableTypeChecked] },
);
