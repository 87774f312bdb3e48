import { setTimeout as sleep } from 'node:timers/promises';
import { abortReason } from '../backend/abort.ts';
import { AurumError, badUserInput } from '../errors.ts';
import { isJsonObject, type JsonObject } from './bulk-fields.ts';

/** How EIA's API v2 is reached. */
export type ApiSettings = {
  /** E.g. `https://api.eia.gov/v2`. */
  readonly baseUrl: string;
  /** EIA's key for this user; part of every address, so no address is ever shown. */
  readonly apiKey: string;
  /** Waits before a retry; absent: a timer. */
  readonly pause?: (millis: number, signal: AbortSignal) => Promise<unknown>;
};

/** Asks the API for one path; answers the `response` part. Throws AurumError. */
export type ApiClient = (path: string, query?: readonly (readonly [string, string])[]) => Promise<JsonObject>;

const ATTEMPTS = 6;
const FIRST_PAUSE_MILLIS = 500;
const LONGEST_PAUSE_MILLIS = 60_000;
const REQUEST_TIMEOUT_MILLIS = 60_000;

type Attempt =
  | { readonly outcome: 'answer'; readonly response: JsonObject }
  | { readonly outcome: 'retry'; readonly reason: string; readonly pauseMillis: number | null };

/** A client that repeats what may pass: too many requests, server errors, broken connections. */
export function createApiClient(settings: ApiSettings, signal: AbortSignal): ApiClient {
  const pause = settings.pause ?? ((millis, abort) => sleep(millis, undefined, { signal: abort }));
  return async (path, query = []) => {
    const url = addressOf(settings, path, query);
    let reason = '';
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      if (signal.aborted) throw abortReason(signal);
      const result = await ask(url, path, settings.apiKey, signal);
      if (result.outcome === 'answer') return result.response;
      reason = result.reason;
      if (attempt < ATTEMPTS) await pause(pauseMillis(attempt, result.pauseMillis), signal).catch(() => {});
    }
    throw new AurumError(
      'BACKEND_UNAVAILABLE',
      `EIA's API: ${reason}, ${ATTEMPTS} times in a row. Try again later.`,
      {
        backend: 'eia',
      },
    );
  };
}

function addressOf(settings: ApiSettings, path: string, query: readonly (readonly [string, string])[]): URL {
  const address = `${settings.baseUrl.replace(/\/+$/, '')}/${path}/`;
  if (!URL.canParse(address)) throw badUserInput('eia.api_url', 'The address of the API is not a URL.');
  const url = new URL(address);
  url.searchParams.set('api_key', settings.apiKey);
  for (const [key, value] of query) url.searchParams.append(key, value);
  return url;
}

/** Doubles from half a second with jitter, or what the server asks for; never over a minute. */
function pauseMillis(attempt: number, asked: number | null): number {
  const own = FIRST_PAUSE_MILLIS * 2 ** (attempt - 1) * (0.5 + Math.random());
  return Math.min(asked ?? own, LONGEST_PAUSE_MILLIS);
}

async function ask(url: URL, path: string, apiKey: string, signal: AbortSignal): Promise<Attempt> {
  let status: number;
  let retryAfter: string | null;
  let text: string;
  try {
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MILLIS);
    const answer = await fetch(url, { signal: AbortSignal.any([signal, timeout]) });
    status = answer.status;
    retryAfter = answer.headers.get('retry-after');
    text = await answer.text();
  } catch {
    // The cause is not kept: fetch puts the address, and so the key, into some of its errors.
    if (signal.aborted) throw abortReason(signal);
    return { outcome: 'retry', reason: 'the connection failed', pauseMillis: null };
  }
  if (status === 429) {
    return { outcome: 'retry', reason: 'too many requests', pauseMillis: retryAfterMillis(retryAfter) };
  }
  if (status >= 500) {
    return { outcome: 'retry', reason: `HTTP ${status}`, pauseMillis: retryAfterMillis(retryAfter) };
  }
  const body = parsed(text);
  if (status >= 400) throw refusal(status, path, messageOf(body).replaceAll(apiKey, '(key)'));
  const response = isJsonObject(body) ? body.response : undefined;
  if (isJsonObject(response)) return { outcome: 'answer', response };
  return { outcome: 'retry', reason: 'the answer is cut off or no JSON', pauseMillis: null };
}

/** Seconds or a date (RFC 9110, 10.2.3). */
function retryAfterMillis(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** EIA answers `{ error: "…" }` or `{ error: { code, message } }`. */
function messageOf(body: unknown): string {
  const error = isJsonObject(body) ? body.error : undefined;
  if (typeof error === 'string') return error;
  return isJsonObject(error) && typeof error.message === 'string' ? error.message : '';
}

function refusal(status: number, path: string, message: string): AurumError {
  const said = message === '' ? '' : ` EIA says: ${message}`;
  if (status === 401 || status === 403) {
    return badUserInput(
      'EIA_API_KEY',
      `EIA's API does not accept the key in EIA_API_KEY; a key is free at https://www.eia.gov/opendata/.${said}`,
    );
  }
  if (status === 404) return badUserInput('api', `EIA's API has no route "${path}".${said}`);
  return badUserInput('api', `EIA's API refuses the request for "${path}" (HTTP ${status}).${said}`);
}
