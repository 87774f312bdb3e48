import { instantText } from '../src/calendar/instant-text.ts';
import { UTC } from '../src/calendar/zone.ts';
import type { BackendKind, BackendResolvers } from './generated/types.ts';

export const Backend: BackendResolvers = {
  id: ({ name }) => `Backend:${name}`,
  kind: ({ kind }) => kind.toUpperCase() as BackendKind,
  status: ({ health }) => health.status,
  statusReason: ({ health }) => health.reason,
  checkedAt: ({ health: { checkedAtMillis } }) =>
    checkedAtMillis === null ? null : instantText(checkedAtMillis, UTC),
  version: ({ health }) => health.version,
  breaker: ({ health }) => health.breaker,
  limitations: ({ limitations }) => [...limitations],
};
