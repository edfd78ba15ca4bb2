import { FakeFleet } from "./fakeFleet.ts";

/** A fleet with something of everything, for pictures and for the check of accessibility. */
export function sampleFleet(): FakeFleet {
  const tls = { client_cert: "/certs/client-cert.pem", client_key: "/certs/client-key.pem" };
  const remote = (address: string) => ({ docker_url: `tcp://${address}:2376`, tls });
  const fleet = new FakeFleet(
    [
      { host_name: "host-a", location_names: ["reporting"], capacity: 4, labels: { zone: "fsn1" } },
      {
        ...{
          host_name: "host-b",
          location_names: ["etl"],
          capacity: 4,
          labels: { zone: "fsn1", disk: "nvme" },
        },
        ...remote("10.0.1.2"),
      },
      {
        ...{
          host_name: "host-c",
          location_names: ["training"],
          weight: 2,
          labels: { gpu: "a100", zone: "nbg1" },
        },
        ...remote("10.0.1.3"),
      },
      {
        ...{
          host_name: "host-d",
          location_names: ["training"],
          weight: 2,
          capacity: 8,
          labels: { gpu: "a100" },
        },
        ...remote("10.0.1.4"),
      },
    ],
    { webserver_url: "http://10.0.1.1:3000" },
  );
  const days = 86_400_000;
  for (const [name, left] of Object.entries({ "host-b": 61.5, "host-c": 61.5, "host-d": 9.5 }))
    fleet.host(name).expiry = Date.now() + left * days;
  for (const minutesAgo of Array.from({ length: 350 }, (_, minute) => 350 - minute)) {
    if (minutesAgo % 7 === 3 || (minutesAgo > 150 && minutesAgo < 185)) continue;
    const at = Date.now() - minutesAgo * 60_000;
    const swing = 1 + 0.5 * Math.sin(minutesAgo / 23) + ((minutesAgo * 7919) % 13) / 20;
    for (let nth = 0; nth < 5; nth++) fleet.history.latency.record(at, 210 * swing + nth * 24);
    if (minutesAgo % 41 === 5) fleet.history.latency.record(at, 5200 * swing);
  }
  return fleet;
}

/** Launches the runs of the sample, lets one fail, drains a host and loses another. */
export async function liveSample(fleet: FakeFleet): Promise<void> {
  const [etl, ml] = ["registry.example.com/etl:1.4.2", "registry.example.com/training:2026.11"];
  await fleet.launch("6f1c2a9e-0b7d-4c43-9a41-58a0c2a7f3b1", { jobName: "nightly_load", image: etl }, 240);
  await fleet.launch("c04d11f7-77aa-4f0e-8a65-3c1ef1b2d9aa", { jobName: "sync_orders", image: etl }, 240);
  await fleet.launch(
    "91b8e3d2-5f6a-4e1b-b1c7-0d9f8a7e6c55",
    {
      ...{ jobName: "train_ranker", locationName: "training", image: ml },
    },
    310,
  );
  const failed = await fleet.launch(
    "e7a5d0c4-1c2b-4d3e-9f80-7b6a5c4d3e2f",
    {
      ...{ jobName: "monthly_report", locationName: "reporting", image: "registry.example.com/reporting:7" },
    },
    280,
  );
  fleet.host(failed.hostName).end(failed.containerId, 1);
  fleet.host("host-b").logs = Array.from(
    { length: 30 },
    (_, line) =>
      `2026-11-21 20:14:${String(line + 10)} +0000 - dagster - INFO - load_orders - batch ${line + 1} of 30: 25000 rows`,
  );
  await fleet.service.drain("host-d");
  fleet.host("host-c").down = true;
}
