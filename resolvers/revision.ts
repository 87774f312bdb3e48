import { instantText } from '../src/calendar/instant-text.ts';
import { UTC } from '../src/calendar/zone.ts';
import { edges, pageInfo } from './connection.ts';
import type { RevisionConnectionResolvers, RevisionResolvers } from './generated/types.ts';

export const Revision: RevisionResolvers = {
  seenAt: ({ seenAtMillis }) => instantText(seenAtMillis, UTC),
  publishedAt: ({ publishedAtMillis }) =>
    publishedAtMillis === null ? null : instantText(publishedAtMillis, UTC),
};

export const RevisionConnection: RevisionConnectionResolvers = {
  edges: ({ page }) => edges(page),
  nodes: ({ page }) => [...page.rows],
  pageInfo: ({ page }) => pageInfo(page),
  totalCount: ({ selection }, _, { revisions }) => revisions.countRevisions(selection),
};
