/** Scenarios whose figures need a machine with nothing else to do: one file, so that they run one by one, and last. */
import './measured/queue.ts';
import './measured/trino.ts';
import './measured/bulkhead.ts';
import './measured/overload.ts';
import './measured/memory.ts';
