import type { FieldNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';

type Fragments = { readonly [name: string]: FragmentDefinitionNode };

/** What a resolver is told of its place in the document, as far as the selection goes. */
export type SelectionInfo = {
  readonly fieldNodes: readonly FieldNode[];
  readonly fragments: Fragments;
};

/** Names of the fields selected below a field, through fragments; `@skip` and `@include` do not count. */
export function selectedFields({ fieldNodes, fragments }: SelectionInfo): ReadonlySet<string> {
  return new Set(fieldsBelow(fieldNodes, fragments).keys());
}

/** The fields selected below fields, by name, whatever their aliases; through fragments, without a look at conditions. */
export function fieldsBelow(
  fieldNodes: readonly FieldNode[],
  fragments: Fragments,
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  // Once each: fragments that spread each other twice would be walked 2^n times.
  const spread = new Set<string>();
  const visit = (selectionSet: SelectionSetNode | undefined): void => {
    for (const selection of selectionSet?.selections ?? []) {
      if (selection.kind === 'Field') {
        const name = selection.name.value;
        fields.set(name, [...(fields.get(name) ?? []), selection]);
      } else if (selection.kind === 'InlineFragment') visit(selection.selectionSet);
      else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        visit(fragments[selection.name.value]?.selectionSet);
      }
    }
  };
  for (const node of fieldNodes) visit(node.selectionSet);
  return fields;
}
