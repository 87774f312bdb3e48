import { controlError, outcomeMessage } from '../ingest/control-protocol.ts';
import type { LoadEvent, LoadOutcome } from '../ingest/load.ts';
import { placeText } from '../ingest/record.ts';
import type { BackendSummary } from '../ingest/summary.ts';
import { amount, createProgress, type Output } from './progress.ts';

/** Shows a load to whoever started it. */
export type IngestReport = {
  event(event: LoadEvent): void;
  /** Writes the end and returns the exit code: 0 completed, 1 failed, 130 interrupted. */
  end(outcome: LoadOutcome): number;
};

const EXIT_CODES = { completed: 0, failed: 1, interrupted: 130 } as const;

/** One JSON object a line on standard output: progress, rejected lines, at the end the outcome. */
export function createJsonReport(stdout: Output): IngestReport {
  const write = (message: object): void => void stdout.write(`${JSON.stringify(message)}\n`);
  return {
    event: write,
    end(outcome) {
      write(outcomeMessage(outcome));
      return EXIT_CODES[outcome.status];
    },
  };
}

/** For people: progress and bad lines on standard error, the summary on standard output. */
export function createTextReport(stdout: Output, stderr: Output): IngestReport {
  const progress = createProgress(stderr);
  return {
    event(event) {
      if (event.type === 'progress') progress.show(event);
      else progress.say(`Left out ${placeText(event.place)}: ${event.reason}`);
    },
    end(outcome) {
      progress.end();
      if (outcome.error !== null) stderr.write(`${failureText(outcome)}\n`);
      stdout.write(summaryText(outcome));
      return EXIT_CODES[outcome.status];
    },
  };
}

function failureText({ status, error }: LoadOutcome): string {
  if (status === 'interrupted') {
    return 'Interrupted. Whole batches are stored; the same command goes on from there.';
  }
  const { code, message } = error ?? controlError({ code: '', message: 'The load failed.' });
  const hint =
    code === 'BAD_USER_INPUT' && /, (line|row) \d+: /.test(message)
      ? ' --skip-bad leaves bad lines out.'
      : '';
  return `Stopped: ${message}${hint}`;
}

function summaryText({ summary }: LoadOutcome): string {
  const { series, observations, nulls, categories, rejected, elapsedMillis, backends } = summary;
  const seconds = (elapsedMillis / 1_000).toFixed(1);
  const lines = [
    `Read ${amount(series)} series with ${amount(observations)} observations (${amount(nulls)} without a value) in ${seconds} s.`,
    `Category lines: ${amount(categories)}. Rejected lines: ${amount(rejected)}.`,
    ...backends.map(backendText),
  ];
  return `${lines.join('\n')}\n`;
}

function backendText(counts: BackendSummary): string {
  const { backend, newSeries, changedSeries, unchangedSeries, added, revised, unchanged } = counts;
  const series = `${amount(newSeries)} new, ${amount(changedSeries)} changed, ${amount(unchangedSeries)} unchanged`;
  const observations = `${amount(added)} added, ${amount(revised)} revised, ${amount(unchanged)} unchanged`;
  return `${backend}: series: ${series}; observations: ${observations}.`;
}
