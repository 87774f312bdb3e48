import { scenario } from '../support/fault-table.ts';
import { openTrinoStore } from '../support/killed-stores.ts';
import { killedAtRandom } from '../support/killed-suite.ts';
import { trinoUrl } from '../support/trino.ts';

// A file of its own, beside the one of the other engines: a load into Trino waits more than it works. Unlike an embedded
// engine the server goes on with the statement of a client that died, into the next load.
if (trinoUrl('killed') !== undefined) killedAtRandom('Trino', openTrinoStore, 10);
else scenario.leftOut('ingest killed (SIGKILL), Trino');
