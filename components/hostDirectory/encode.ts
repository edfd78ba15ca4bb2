/**
 * The files as lines `PATH BASE64`, sorted by path: what write.sh reads on its standard input.
 *
 * @throws RangeError when a path is absolute, climbs out of the directory, or has a character a shell could trip over.
 */
export function encodeFiles(files: Record<string, string>): string {
  return Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => `${checked(path)} ${Buffer.from(content).toString("base64")}\n`)
    .join("");
}

function checked(path: string): string {
  const plain = /^[\w.-]+(\/[\w.-]+)*$/.test(path) && !path.split("/").includes("..");
  if (!plain) throw new RangeError(`"${path}" is not a plain path below the directory`);
  return path;
}
