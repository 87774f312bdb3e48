import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';

/** Sends a typed query to a gateway; the answer has the types of its document. Throws the first error's message. */
export async function ask<Answer, Variables>(
  url: string,
  document: DocumentTypeDecoration<Answer, Variables>,
  variables: Variables,
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: String(document), variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Answer; errors?: { message: string }[] };
  if (data == null) throw new Error(errors?.[0]?.message ?? `The gateway answered ${response.status}.`);
  return data;
}
