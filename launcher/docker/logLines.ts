const longestLine = 4000;

/**
 * Splits the output of a container into lines. The engine sends a header of 8 bytes before each piece of standard
 * output or error; a container with a terminal sends plain text.
 *
 * @param output What dockerode returns: bytes, or an object where the whole text happened to be JSON.
 */
export function logLines(output: unknown): string[] {
  const text = Buffer.isBuffer(output)
    ? unframe(output).toString("utf8")
    : typeof output === "string"
      ? output
      : JSON.stringify(output);
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line));
}

function unframe(buffer: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let offset = 0;
  while (offset + 8 <= buffer.length) {
    if (buffer.readUInt8(offset) > 2 || buffer.readUIntBE(offset + 1, 3) !== 0) return buffer;
    const end = offset + 8 + buffer.readUInt32BE(offset + 4);
    pieces.push(buffer.subarray(offset + 8, end));
    offset = end;
  }
  return offset < buffer.length && pieces.length === 0 ? buffer : Buffer.concat(pieces);
}
