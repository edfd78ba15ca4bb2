import { spawn } from "node:child_process";
import ssh2 from "ssh2";
import { newKeyPair } from "../../../../lab/keys.ts";

/** An SSH server in this process that lets one key in and gives every command to a shell, as sshd does. */
export async function startSshShell(env: NodeJS.ProcessEnv) {
  const host = newKeyPair();
  const user = newKeyPair();
  const allowed = ssh2.utils.parseKey(user.public);
  if (allowed instanceof Error) throw allowed;
  const commands: string[] = [];
  const server = new ssh2.Server({ hostKeys: [host.private] }, (client) => {
    client.on("error", () => undefined);
    client.on("authentication", (context) => {
      if (context.method === "publickey" && context.key.data.equals(allowed.getPublicSSH())) context.accept();
      else context.reject(["publickey"]);
    });
    client.on("session", (accept) => {
      accept().on("exec", (acceptExec, _reject, { command }) => {
        commands.push(command);
        const channel = acceptExec();
        const child = spawn("sh", ["-c", command], { env });
        channel.pipe(child.stdin);
        child.stdout.pipe(channel, { end: false });
        child.stderr.pipe(channel.stderr, { end: false });
        child.on("close", (code) => {
          channel.exit(code ?? 1);
          channel.end();
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    ...{ port, commands, userKey: user.private, knownHostsLine: `[127.0.0.1]:${port} ${host.public}\n` },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
