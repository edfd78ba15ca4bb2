const id = "4f0c".repeat(16);

/** Answers as a Docker Engine 20.10 gives them, cut down to some of their fields. */
export const realAnswers = {
  container: {
    Id: id,
    Created: "2026-11-21T12:00:00.123456789Z",
    Path: "sh",
    Args: ["-c", "exit 137"],
    Name: "/dagster-run-1-0",
    RestartCount: 0,
    State: {
      ...{ Status: "exited", Running: false, Paused: false, Restarting: false, OOMKilled: true, Dead: false },
      ...{ Pid: 0, ExitCode: 137, Error: "" },
      StartedAt: "2026-11-21T12:00:01.5Z",
      FinishedAt: "2026-11-21T12:00:02.5+00:00",
    },
    Config: { Image: "app:1", Env: ["A=1"], Labels: { "dagster/run_id": "1" }, Entrypoint: null },
    NetworkSettings: { Networks: { one: { NetworkID: "n1" }, two: { NetworkID: "n2" } } },
  },
  containers: [
    {
      ...{ Id: id, Names: ["/dagster-run-1-0"], Image: "app:1", ImageID: "sha256:1", Command: "sh" },
      ...{
        Created: 1795262400,
        Ports: [],
        Labels: { "dagster/run_id": "1" },
        State: "running",
        Status: "Up",
      },
    },
    { Id: id, Names: null, Image: "app:1", Created: 1795262400, Labels: null, State: "removing" },
  ],
  created: { id, modem: {} },
  disk: {
    LayersSize: 30,
    Images: [{ Id: "sha256:1", Size: 30 }],
    Containers: [{ Id: id, SizeRw: 5 }, { Id: id }],
    Volumes: [
      { Name: "v", UsageData: { Size: -1, RefCount: 0 } },
      { Name: "w", UsageData: null },
    ],
    BuildCache: [{ ID: "b", Size: 7 }],
  },
  image: { Id: "sha256:1", RepoTags: ["app:1"], Config: { Env: ["PATH=/bin"], Cmd: null } },
  info: { ID: "X", SystemTime: "2026-11-21T12:00:00.5Z", Containers: 1 },
  networks: [{ Name: "bridge", Id: "n0", Driver: "bridge", Containers: null }],
  version: { Version: "20.10.24", ApiVersion: "1.41" },
};
