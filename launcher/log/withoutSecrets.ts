const userInfo = /(:\/\/)[^/\s"'@:]*:[^/\s"']+@/g;

/**
 * A line of JSON without the passwords of URLs (`https://user:password@host`) and without these values.
 *
 * @example
 * withoutSecrets('{"msg":"GET https://me:pw@example.com"}', []); // {"msg":"GET https://[redacted]@example.com"}
 */
export function withoutSecrets(line: string, secrets: readonly string[]): string {
  const shown = line.replace(userInfo, "$1[redacted]@");
  // As they stand in JSON, where quotes and backslashes are escaped.
  return secrets.reduce(
    (text, secret) => text.replaceAll(JSON.stringify(secret).slice(1, -1), "[redacted]"),
    shown,
  );
}
