import type { Socket } from "node:net";
import type { Misbehave } from "./fakeDaemon.ts";

/** Ways in which what answers at `docker_url` is not a Docker Engine, or a broken one. */
export const misbehaviours: Record<string, Misbehave> = {
  "speaks SSH": (socket) => socket.end("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),
  "answers HTML": answer(200, "<html><body>It works!</body></html>", "text/html"),
  "answers a number": answer(200, "7"),
  "answers null": answer(200, "null"),
  "answers a list with null": answer(200, "[null]"),
  "answers another object": answer(200, '{"foo": [1]}'),
  "answers an id that is a path": answer(200, '{"Id": "../../x", "State": {"Status": "exited"}}'),
  "answers an unknown state": answer(
    200,
    `[{"Id": "${"ab".repeat(32)}", "Names": ["/x"], "State": "gone", "Created": 1}]`,
  ),
  "answers with nothing": answer(200, ""),
  "answers 204": (socket) => socket.write("HTTP/1.1 204 No Content\r\n\r\n"),
  "answers 201 to everything": answer(201, "{}"),
  "redirects to a closed port": redirect("http://127.0.0.1:9/"),
  "redirects to no protocol": redirect("gopher://127.0.0.1/"),
  "redirects to itself": redirect("/"),
  "has too many requests": answer(429, '{"message": "slow down"}'),
  "is a proxy without an engine": answer(502, "<html>Bad Gateway</html>", "text/html"),
  "is a gateway without a route": answer(404, '{"message": "no Route matched with those values"}'),
  "has no such page": answer(404, "<html>Not Found</html>", "text/html"),
  "fails without a word": answer(500, ""),
  "fails with a word": answer(500, '{"message": "driver failed"}'),
  "is unavailable": answer(503, '{"message": "shutting down"}'),
  "closes the connection": (socket) => socket.destroy(),
  "sends less than it says": (socket) => socket.end(`${head(200)}Content-Length: 1000\r\n\r\n{"Id": "a`),
  "is cut off in a chunk": (socket) => socket.end(`${chunked()}400\r\n[{"Id": "a`),
  "stops in the middle": (socket) => socket.write(`${chunked()}8\r\n[{"Id": \r\n`),
  "sends the head only": (socket) => socket.write(`${head(200)}Content-Length: 10\r\n\r\n`),
  "does not answer": () => undefined,
  drips: (socket) => {
    const text = `${head(200)}Content-Length: 5000\r\n\r\n${"[".repeat(5000)}`;
    let sent = 0;
    repeat(socket, 50, () => socket.write(text.slice(sent, (sent += 1 + 60 * Number(sent === 0)))));
  },
  "switches the protocol": (socket) =>
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nnonsense"),
  "only says continue": (socket) => repeat(socket, 20, () => socket.write("HTTP/1.1 100 Continue\r\n\r\n")),
  "has endless headers": (socket) => flood(socket, head(200), `X-Header: ${"x".repeat(1000)}\r\n`),
  "answers more than it says": (socket) =>
    socket.write(`${head(200)}Content-Length: 2\r\n\r\n{}HTTP/1.1 junk`),
};

/** Answers that do not end. */
export const endless: Record<string, Misbehave> = {
  "one line": (socket) => flood(socket, chunked(), chunk("x".repeat(65_536))),
  "deep JSON": (socket) => flood(socket, chunked(), chunk("[".repeat(65_536))),
};

function answer(status: number, body: string, type = "application/json"): Misbehave {
  const length = Buffer.byteLength(body);
  return (socket) =>
    socket.write(`${head(status)}Content-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n${body}`);
}

function redirect(location: string): Misbehave {
  return (socket) => socket.write(`${head(302)}Location: ${location}\r\nContent-Length: 0\r\n\r\n`);
}

function head(status: number): string {
  return `HTTP/1.1 ${status} Something\r\nApi-Version: 1.41\r\n`;
}

function chunked(): string {
  return `${head(200)}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
}

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

function repeat(socket: Socket, milliseconds: number, task: () => void): void {
  const timer = setInterval(task, milliseconds);
  socket.once("close", () => clearInterval(timer));
}

/** Writes as fast as the other side reads. */
function flood(socket: Socket, first: string, then: string): void {
  const more = (): void => {
    while (socket.writable && socket.write(then));
  };
  socket.on("drain", more).write(first);
  more();
}
