import type { Writable } from 'node:stream';
import cliProgress from 'cli-progress';
import type { LoadEvent } from '../ingest/load.ts';

// A CommonJS package of whose names Node finds only some (https://nodejs.org/api/esm.html#commonjs-namespaces).
const { Format, SingleBar } = cliProgress;

/** Where a command writes; a terminal is drawn on. */
export type Output = Writable & { readonly isTTY?: boolean };

type Progress = Extract<LoadEvent, { type: 'progress' }>;

/** Shows how far a load is. */
export type ProgressView = {
  show(progress: Progress): void;
  /** Writes a line without spoiling the bar. */
  say(text: string): void;
  end(): void;
};

const LINE_INTERVAL_MILLIS = 5_000;

/** A bar with rate and time left on a terminal; elsewhere a plain line every five seconds. */
export function createProgress(output: Output): ProgressView {
  return output.isTTY === true ? createBar(output) : createLines(output);
}

function createBar(output: Output): ProgressView {
  const bar = new SingleBar({
    stream: output,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
    format: (options, { progress }, { text }: { text?: string }) =>
      `${Format.BarFormat(progress, options)} ${text ?? ''}`,
  });
  let shown = false;
  const stop = (): void => {
    if (shown) bar.stop();
    shown = false;
  };
  return {
    show(progress) {
      const payload = { text: progressText(progress) };
      // A bar of unknown length stays empty; its text goes on.
      const total = progress.total ?? 1;
      const done = progress.total === null ? 0 : progress.done;
      if (!shown) bar.start(total, done, payload);
      shown = true;
      bar.setTotal(total);
      bar.update(done, payload);
    },
    say(text) {
      stop();
      output.write(`${text}\n`);
    },
    end: stop,
  };
}

function createLines(output: Output): ProgressView {
  let shownMillis = 0;
  return {
    show(progress) {
      if (progress.elapsedMillis - shownMillis < LINE_INTERVAL_MILLIS) return;
      shownMillis = progress.elapsedMillis;
      output.write(`${progressText(progress)}\n`);
    },
    say: (text) => void output.write(`${text}\n`),
    end() {},
  };
}

/** E.g. `42% of 3.9 MB, 3,120 series, 401,220 observations, 120,000/s, 9 s left`. */
export function progressText(progress: Progress): string {
  const { done, total, series, observations, rejected, elapsedMillis } = progress;
  const share = total === null || total === 0 ? null : Math.min(1, done / total);
  const parts = [
    share === null
      ? sizeText(progress, done)
      : `${Math.floor(share * 100)}% of ${sizeText(progress, total ?? 0)}`,
    `${amount(series)} series`,
    `${amount(observations)} observations`,
    `${amount(Math.round((observations / Math.max(1, elapsedMillis)) * 1_000))}/s`,
  ];
  if (rejected > 0) parts.push(`${amount(rejected)} rejected`);
  if (share !== null && share > 0) parts.push(`${durationText((elapsedMillis * (1 - share)) / share)} left`);
  return parts.join(', ');
}

function sizeText({ unit }: Progress, size: number): string {
  return unit === 'rows' ? `${amount(size)} rows` : `${(size / 1_000_000).toFixed(1)} MB`;
}

function durationText(millis: number): string {
  const seconds = Math.ceil(millis / 1_000);
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3_600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** A count with separators, the same on every machine. */
export function amount(count: number): string {
  return count.toLocaleString('en-US');
}
