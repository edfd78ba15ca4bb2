import { fleetJsonSchema, type JsonSchema } from "../fleet/jsonSchema.ts";

/** The name of the package and the type of its one component. */
export const packageName = "dagster-multihost";
export const fleetType = `${packageName}:index:Fleet`;

type Property = Record<string, unknown>;
const any = { $ref: "pulumi.json#/Any" };

/**
 * The schema of the Pulumi package (https://www.pulumi.com/docs/iac/using-pulumi/pulumi-packages/schema): one component, Fleet, whose
 * inputs are the keys of a fleet. It is made of the fleet's JSON Schema, so the languages' SDKs have the same keys and texts.
 */
export function packageSchema(version: string): object {
  const types: Record<string, object> = {};
  const fleet = fleetJsonSchema();
  const inputs = properties(fleet, fleet, "Fleet", types);
  const list = { type: "array", items: any };
  return {
    name: packageName,
    displayName: "dagster-multihost",
    version,
    description: "Docker hosts, code locations and a control plane for Dagster.",
    license: "Apache-2.0",
    types,
    resources: {
      [fleetType]: {
        isComponent: true,
        description: "Docker hosts, code locations and a control plane for Dagster. One in a stack.",
        inputProperties: inputs,
        requiredInputs: fleet.required ?? [],
        properties: {
          hosts: {
            ...list,
            description: "The hosts: name, url, access, dockerVersion, certificateExpiry, daemonOptions.",
          },
          locations: { ...list, description: "The code locations: name, hosts, grpcAddress, image." },
          webserver: { type: "string", description: "URL of the web interface." },
          launcher: { type: "string", description: "URL of the launcher's read-only status." },
          certificateAuthorityExpiry: {
            type: "string",
            description: "When the CA's certificate ends, RFC 3339.",
          },
          nextCertificateRenewal: {
            type: "string",
            description: "The day from which on an `up` renews a certificate, and whose.",
          },
        },
        required: [
          ...["hosts", "locations", "webserver", "launcher"],
          ...["certificateAuthorityExpiry", "nextCertificateRenewal"],
        ],
      },
    },
    // No generated SDK has dependencies of its own: the component runs in the plugin.
    language: {
      nodejs: { respectSchemaVersion: true },
      python: { respectSchemaVersion: true, pyproject: { enabled: true } },
    },
  };
}

function properties(
  root: JsonSchema,
  level: JsonSchema,
  name: string,
  types: Record<string, object>,
): Record<string, Property> {
  return Object.fromEntries(
    Object.entries(level.properties ?? {}).map(([key, schema]) => [
      key,
      {
        ...type(
          root,
          schema,
          `${name === "Fleet" ? "" : name}${key[0]?.toUpperCase() ?? ""}${key.slice(1)}`,
          types,
        ),
        ...(schema.description === undefined ? {} : { description: schema.description }),
        ...(key === "password" ? { secret: true } : {}),
      },
    ]),
  );
}

/** What JSON Schema can say and Pulumi's schema cannot, such as text or a number, may be anything; the fleet's own check sees to it. */
function type(root: JsonSchema, schema: JsonSchema, name: string, types: Record<string, object>): Property {
  const { items, anyOf, additionalProperties: values } = schema;
  if (anyOf?.every((each) => each.properties))
    return object(root, { properties: merged(anyOf) }, name, types);
  if (schema.properties) return object(root, schema, name, types);
  if (items !== undefined && !Array.isArray(items)) {
    return { type: "array", items: type(root, items, name.replace(/s$/, ""), types) };
  }
  if (schema.type === "object") {
    return {
      type: "object",
      additionalProperties: typeof values === "object" ? type(root, values, name, types) : any,
    };
  }
  const simple = ["string", "integer", "number", "boolean"].find((each) => each === schema.type);
  return simple === undefined ? any : { type: simple };
}

function merged(shapes: JsonSchema[]): Record<string, JsonSchema> {
  return Object.assign({}, ...shapes.map(({ properties: own }) => own)) as Record<string, JsonSchema>;
}

function object(root: JsonSchema, schema: JsonSchema, name: string, types: Record<string, object>): Property {
  const token = `${packageName}:index:${name}`;
  types[token] = {
    type: "object",
    ...(schema.description === undefined ? {} : { description: schema.description }),
    properties: properties(root, schema, name, types),
    required: schema.required ?? [],
  };
  return { $ref: `#/types/${token}` };
}
