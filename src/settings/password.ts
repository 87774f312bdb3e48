/** The password inside a URL, decoded; empty where there is none or the value is no URL. */
export function passwordOf(value: unknown): string {
  if (typeof value !== 'string') return '';
  const password = URL.parse(value)?.password ?? '';
  try {
    return decodeURIComponent(password);
  } catch {
    // A lone percent sign: the server that takes the password knows no such encoding, so it is meant as written.
    return password;
  }
}
