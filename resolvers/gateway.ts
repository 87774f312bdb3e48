import { ERROR_CODES, type ErrorCode } from '../src/errors.ts';
import type { GatewayResolvers } from './generated/types.ts';

export const Gateway: GatewayResolvers = {
  id: () => 'Gateway:self',
  errorCodes: () =>
    Object.entries(ERROR_CODES).map(([code, { retryable, description }]) => ({
      code: code as ErrorCode,
      retryable,
      description,
    })),
};
