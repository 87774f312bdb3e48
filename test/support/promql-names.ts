/** Words of PromQL that are followed by labels in brackets or stand alone. */
const WORDS = new Set(
  'by without on ignoring group_left group_right and or unless bool offset inf nan'.split(' '),
);

/**
 * The names of metrics in an expression of PromQL: what is left of its words without texts, labels, ranges and functions.
 * https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
export function metricNamesIn(expression: string): string[] {
  const bare = expression
    .replace(/"(?:[^"\\]|\\.)*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, '');
  const words = [...bare.matchAll(/[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])/g)].map(([word]) => word);
  return [...new Set(words.filter((word) => !WORDS.has(word)))];
}

/** The labels that the selectors and groupings of an expression name. */
export function labelNamesIn(expression: string): string[] {
  const bare = expression.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const matched = [...bare.matchAll(/([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=(?!=))\s*""/g)].map(
    ([, name = '']) => name,
  );
  const grouped = [...bare.matchAll(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g)].flatMap(
    ([, names = '']) => names.split(',').map((name) => name.trim()),
  );
  return [...new Set([...matched, ...grouped])].filter((name) => name !== '');
}
