import { type Fragment, identifier, join, sql, text } from '../statement.ts';

/**
 * What Trino says of materialized views, and the columns of these and other tables, by `catalog.schema.table`: rows of the kind
 * `view` with freshness and definition, or `column` with name and type
 * (https://trino.io/docs/current/connector/system.html#metadata-materialized-views).
 */
export function trinoViews(
  views: readonly (readonly string[])[],
  tables: readonly (readonly string[])[],
): Fragment {
  return join([...views.map(viewOf), ...[...views, ...tables].map(columnsOf)], ' union all ');
}

function viewOf([catalog = '', schema = '', name = '']: readonly string[]): Fragment {
  return sql`
    select 'view', ${text([catalog, schema, name].join('.'))}, freshness, definition from system.metadata.materialized_views
    where catalog_name = ${text(catalog)} and schema_name = ${text(schema)} and name = ${text(name)}`;
}

function columnsOf([catalog = '', schema = '', name = '']: readonly string[]): Fragment {
  return sql`
    select 'column', ${text([catalog, schema, name].join('.'))}, column_name, data_type
    from ${identifier(catalog)}.information_schema.columns
    where table_schema = ${text(schema)} and table_name = ${text(name)}`;
}
