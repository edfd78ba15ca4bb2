import { stringify } from "yaml";

/** A code location's gRPC server. */
export interface WorkspaceEntry {
  locationName: string;
  /** `HOST:PORT`. */
  grpcAddress: string;
}

/** The text of workspace.yaml: one `grpc_server` for each code location, in the order given. */
export function renderWorkspaceYaml(entries: WorkspaceEntry[]): string {
  return stringify({
    load_from: entries.map(({ locationName, grpcAddress }) => {
      const colon = grpcAddress.lastIndexOf(":");
      return {
        grpc_server: {
          host: grpcAddress.slice(0, colon),
          port: Number(grpcAddress.slice(colon + 1)),
          location_name: locationName,
        },
      };
    }),
  });
}
