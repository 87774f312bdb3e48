/** A schema in a Trino catalog; names in lower case, as Trino has them. */
export type IcebergSchema = { readonly catalog: string; readonly schema: string };

/** A table by its name. */
export type IcebergTable = IcebergSchema & { readonly name: string };

/** A committed state of a table. */
export type IcebergSnapshot = {
  /** 64 bits as text. */
  readonly snapshotId: string;
  readonly parentId: string | null;
  /** RFC 3339 text in UTC. */
  readonly committedAt: string;
  /** `append`, `replace`, `overwrite` or `delete`. */
  readonly operation: string;
};

/** What a table holds now by its current snapshot. */
export type IcebergState = {
  readonly snapshot: IcebergSnapshot;
  /** Null where deletes by value leave the number open until the rows are read. */
  readonly rowCount: number | null;
  readonly fileCount: number | null;
  readonly totalBytes: number | null;
};
