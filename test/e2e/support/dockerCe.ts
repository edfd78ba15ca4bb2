import { asRoot } from "./hosts.ts";

const kept = "/var/tmp/docker-io";
const units = "/usr/lib/systemd/system";

const service = `[Unit]
Description=Docker Application Container Engine
After=network-online.target docker.socket containerd.service
Wants=network-online.target containerd.service
Requires=docker.socket
StartLimitBurst=3
StartLimitIntervalSec=60

[Service]
Type=notify
ExecStart=/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock
ExecReload=/bin/kill -s HUP $MAINPID
TimeoutStartSec=0
RestartSec=2
Restart=always
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
Delegate=yes
KillMode=process
OOMScoreAdjust=-500

[Install]
WantedBy=multi-user.target
`;

const socket = `[Unit]
Description=Docker Socket for the API

[Socket]
ListenStream=/run/docker.sock
SocketMode=0660
SocketUser=root
SocketGroup=docker

[Install]
WantedBy=sockets.target
`;

/**
 * Lays a lab server's docker.io out as Docker's own packages do: dockerd in /usr/bin, their units, no daemon.json and nothing in
 * /etc/default. Also takes sudo away: whoever comes logs in as root. One container runs meanwhile.
 */
export async function layOut(host: string): Promise<void> {
  await asRoot(
    host,
    `mkdir ${kept}
systemctl stop docker.socket docker.service
mv /usr/sbin/dockerd /usr/bin/dockerd
for file in ${units}/docker.service ${units}/docker.socket /etc/docker/daemon.json /etc/default/docker /etc/init.d/docker /usr/bin/sudo; do
  if [ -e $file ]; then mkdir -p ${kept}$(dirname $file); mv $file ${kept}$file; fi
done
cat >${units}/docker.service <<'UNIT'
${service}UNIT
cat >${units}/docker.socket <<'UNIT'
${socket}UNIT
systemctl daemon-reload
systemctl start docker.service
tar -chf - /bin/sleep $(ldd /bin/sleep | grep -o '/[^ ]*') 2>/dev/null | docker import - layout >/dev/null
docker run --detach --name layout --network none layout /bin/sleep 3600`,
  );
}

/** Gives the server back as the lab has it. */
export async function putBack(host: string): Promise<void> {
  await asRoot(
    host,
    `[ -d ${kept} ] || exit 0
docker rm --force layout >/dev/null 2>&1 || true
docker image rm layout >/dev/null 2>&1 || true
systemctl stop docker.socket docker.service || true
rm -rf /etc/systemd/system/docker.service.d/override.conf
rmdir /etc/systemd/system/docker.service.d 2>/dev/null || true
[ -e /usr/sbin/dockerd ] || mv /usr/bin/dockerd /usr/sbin/dockerd
cp -a ${kept}/. /
rm -rf ${kept}
systemctl daemon-reload
systemctl reset-failed docker.service || true
systemctl start docker.socket docker.service`,
  );
}

/** What `systemctl edit docker` would write; empty takes it away. */
export async function editUnit(host: string, text: string): Promise<void> {
  const folder = "/etc/systemd/system/docker.service.d";
  const write =
    text === ""
      ? `rm -f ${folder}/override.conf; rmdir ${folder} 2>/dev/null || true`
      : `mkdir -p ${folder}\ncat >${folder}/override.conf <<'UNIT'\n${text}\nUNIT`;
  await asRoot(
    host,
    `${write}\nsystemctl daemon-reload\nsystemctl reset-failed docker.service || true\nsystemctl restart docker.service`,
  );
}

/** Everything on the server that its dockerd is started with, and that provisioning may touch; and the container that runs. */
export async function dockerdFiles(host: string): Promise<string> {
  const places = `/etc/docker /etc/systemd/system /etc/dagster-multihost /var/lib/dagster-multihost /root/.ssh ${units}/docker.*`;
  return await asRoot(
    host,
    `find ${places} -type f -exec sha256sum {} + 2>/dev/null | sort -k 2
find ${places} -type d 2>/dev/null | sort
systemctl show -p ExecStart --value docker.service | sed 's/ ;.*//'
systemctl is-active docker.socket docker.service containerd.service
docker info --format '{{.LiveRestoreEnabled}}'
docker inspect --format '{{.State.Pid}}' layout`,
  );
}
