import { expect } from '@jest/globals';
import { type FaultRig, outage, outageWords } from './fault-suite.ts';
import { scenario } from './fault-table.ts';

/** A server that can be stopped and started again. */
type Restartable = { halt(): Promise<void>; resume(): Promise<void> };

/** The server ends, and is there again. */
export function restartFault(
  name: string,
  rigOf: () => FaultRig,
  quick: string,
  serverOf: () => Restartable,
): void {
  scenario(
    `${name}, restarted`,
    'BACKEND_UNAVAILABLE at once when known; logged, counted; back in 3 s',
    async () =>
      outageWords(
        await outage(
          rigOf(),
          quick,
          () => serverOf().halt(),
          () => serverOf().resume(),
        ),
      ),
  );
}

/** The user's password is another for a while; `reason` is what `backends` then tells. */
export function credentialsFault(
  name: string,
  rigOf: () => FaultRig,
  quick: string,
  credentials: { change(): Promise<void>; restore(): Promise<void>; readonly reason: string },
): void {
  scenario(
    `${name}, credentials changed`,
    'BACKEND_UNAVAILABLE, refused user told; back in 3 s',
    async () => {
      const { kind, gateway } = rigOf();
      const restore = async (): Promise<void> => {
        expect(gateway.backend(kind).health().reason).toBe(credentials.reason);
        await credentials.restore();
      };
      return outageWords(await outage(rigOf(), quick, credentials.change, restore));
    },
  );
}
