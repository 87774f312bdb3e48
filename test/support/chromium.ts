import { existsSync } from 'node:fs';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The system's Chromium (`CHROMIUM` names another); undefined where there is none. */
export function chromiumPath(): string | undefined {
  return [process.env.CHROMIUM, ...PATHS].find((path) => path !== undefined && existsSync(path));
}
