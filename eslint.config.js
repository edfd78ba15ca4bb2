import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", "dist/", "**/.venv/", "**/*.js", "**/_bundled/"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "max-lines": ["error", 300],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    // The design keeps the two halves apart: they share the launcher's configuration schema and nothing else.
    files: ["components/**", "stacks/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "launcher/(?!config/)",
              message: "Provisioning may import launcher/config only.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["launcher/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "/(components|stacks|lab|engine|scripts)/",
              message: "The launcher imports nothing of the provisioning half.",
            },
          ],
        },
      ],
    },
  },
);
