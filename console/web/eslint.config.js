import js from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** Imports run one way: shared → features → app; no feature imports another. Features are flat, so `../` leaves one. */
const forbid = (group, message) => ({ "no-restricted-imports": ["error", { patterns: [{ group, message }] }] });

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/shared/api/generated/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  a11y.flatConfigs.recommended,
  hooks.configs.flat["recommended-latest"],
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js", "scripts/*.mjs", "public/*.js"] } } },
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "no-restricted-syntax": [
        "error",
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Text is shown as text." },
      ],
    },
  },
  { files: ["eslint.config.js", "scripts/*.mjs", "public/*.js"], ...tseslint.configs.disableTypeChecked },
  {
    files: ["scripts/*.mjs", "public/*.js"],
    languageOptions: {
      globals: Object.fromEntries(
        ["console", "process", "fetch", "URL", "localStorage", "matchMedia", "document"].map((name) => [name, "readonly"]),
      ),
    },
  },
  { files: ["src/shared/**"], rules: forbid(["@/features/*", "@/features/*/**", "@/app/**", "**/features/**", "**/app/**"], "shared imports nothing above it") },
  { files: ["src/features/**"], rules: forbid(["@/features/*", "@/features/*/**", "@/app/**", "../*"], "a feature imports only itself and shared") },
);
