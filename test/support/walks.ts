import type { Page, PageArguments } from '../../src/model/page.ts';

/** All pages of a list from its beginning, of so many rows each. */
export async function walked<Row>(
  ask: (page: PageArguments) => Promise<Page<Row>>,
  size: number,
): Promise<Row[]> {
  const seen: Row[] = [];
  for (let after: string | null = null; ; ) {
    const page: Page<Row> = await ask({ first: size, after });
    seen.push(...page.rows);
    const last = page.rows.at(-1);
    if (!page.hasNextPage || last === undefined) return seen;
    after = page.cursorOf(last);
  }
}

/** All pages of a list from its end, in the order of the list. */
export async function walkedBack<Row>(
  ask: (page: PageArguments) => Promise<Page<Row>>,
  size: number,
): Promise<Row[]> {
  const seen: Row[] = [];
  for (let before: string | null = null; ; ) {
    const page: Page<Row> = await ask({ last: size, before });
    seen.unshift(...page.rows);
    const [first] = page.rows;
    if (!page.hasPreviousPage || first === undefined) return seen;
    before = page.cursorOf(first);
  }
}
