/** The JSON Schema of a whole dagster.yaml, of which only the part of this launcher is described. */
export const dagsterYamlSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "dagster.yaml with the run launcher of dagster-multihost",
  type: "object",
  properties: {
    run_launcher: {
      type: "object",
      if: { properties: { class: { const: "MultiHostDockerRunLauncher" } }, required: ["class"] },
      then: {
        properties: {
          module: { examples: ["dagster_multihost_launcher"] },
          config: { $ref: "launcher-config.schema.json" },
        },
      },
    },
  },
};
