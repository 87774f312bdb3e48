/** An active part of a MergeTree table, as `system.parts` has it: https://clickhouse.com/docs/operations/system-tables/parts. */
export type Part = {
  readonly name: string;
  /** Of the files' content: equal parts of one name hold the same. */
  readonly hash: string;
  readonly partition: string;
  /** The inserts it is made of, each with a number; both ends are within. */
  readonly firstBlock: number;
  readonly lastBlock: number;
  /** The number of the last mutation it went through, 0 for none. */
  readonly mutation: number;
  readonly rows: number;
};

/** The parts of a table at some time. */
export type PartsState = {
  /** Where the rows are stored, on which host. */
  readonly store: string;
  /** When that host started, seconds since 1970, about: within a run each number of a block is given once. */
  readonly startedSeconds: number;
  /** True where a merge makes one row of several. */
  readonly mergesRows: boolean;
  /** True where a merge leaves out rows whose time is up. */
  readonly dropsRows: boolean;
  readonly parts: readonly Part[];
};

/** The clock of a host and how long it runs are read a moment apart. */
const TOLERANCE_SECONDS = 2;

/**
 * The names of the parts that may hold rows that were not there before; null where rows may have gone or changed. What
 * is merged of known parts alone is known: no number of its blocks is another's, and where a merge makes no one row of several
 * it has their rows. A merge with others may have left out as many known rows as it took in, and tells nothing of when they were.
 */
export function partsNewSince(known: PartsState, now: PartsState): readonly string[] | null {
  const before = new Map(known.parts.map((part) => [part.name, part]));
  const after = new Map(now.parts.map((part) => [part.name, part]));
  const isKept = (part: Part, among: ReadonlyMap<string, Part>): boolean =>
    among.get(part.name)?.hash === part.hash;
  const gone = known.parts.filter((part) => !isKept(part, after));
  const come = now.parts.filter((part) => !isKept(part, before));
  if (now.parts.length === 0 || (gone.length > 0 && !isSameRun(known, now))) return null;
  const explained = new Set<Part>();
  const fresh: string[] = [];
  for (const part of come) {
    const sources = gone.filter((each) => isWithin(each, part));
    for (const source of sources) explained.add(source);
    const rows = sources.reduce((sum, source) => sum + source.rows, 0);
    const fewest = now.mergesRows ? Math.min(rows, 1) : rows;
    const isChanged = sources.some(({ name, mutation }) => name === part.name || mutation !== part.mutation);
    const isWhole = areAllOf(sources, part);
    const mayLack = part.rows < fewest || (now.dropsRows && !isWhole);
    if (sources.length > 0 && (isChanged || mayLack)) return null;
    if (!isWhole || (!now.mergesRows && part.rows !== rows)) fresh.push(part.name);
  }
  return gone.every((part) => explained.has(part)) ? fresh : null;
}

function isSameRun(known: PartsState, now: PartsState): boolean {
  return (
    known.store === now.store && Math.abs(known.startedSeconds - now.startedSeconds) <= TOLERANCE_SECONDS
  );
}

function isWithin(inner: Part, outer: Part): boolean {
  return (
    inner.partition === outer.partition &&
    inner.firstBlock >= outer.firstBlock &&
    inner.lastBlock <= outer.lastBlock
  );
}

/** True where some parts have every block number of another. */
function areAllOf(sources: readonly Part[], { firstBlock, lastBlock }: Part): boolean {
  let next = firstBlock;
  for (const source of [...sources].sort((one, other) => one.firstBlock - other.firstBlock)) {
    if (source.firstBlock !== next) return false;
    next = source.lastBlock + 1;
  }
  return next === lastBlock + 1;
}
