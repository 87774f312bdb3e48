import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from '../../src/backend/backend.ts';
import { createBackend } from '../../src/backend/pooled-backend.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { leaveOut } from '../support/skips.ts';
import { BOUND_CASES } from './bounds.ts';
import { CANCEL_CASES } from './cancel.ts';
import {
  type Case,
  type CaseGroup,
  type ContractEngine,
  POOL_SIZE,
  type Rig,
  type StartedEngine,
  wait,
} from './engine.ts';
import { LIFECYCLE_CASES } from './lifecycle.ts';
import { PARAMETER_CASES } from './parameters.ts';
import { STATEMENT_CASES } from './statements.ts';
import { VALUE_CASES } from './values.ts';
import { WRITE_CASES } from './writes.ts';

const GROUPS: readonly CaseGroup[] = [
  VALUE_CASES,
  PARAMETER_CASES,
  ...STATEMENT_CASES,
  WRITE_CASES,
  ...CANCEL_CASES,
  BOUND_CASES,
  LIFECYCLE_CASES,
];

const SETTINGS = {
  pool: {
    min: 0,
    max: POOL_SIZE,
    acquireTimeoutMillis: 30_000,
    createTimeoutMillis: 60_000,
    idleTimeoutMillis: 30_000,
    validateAfterIdleMillis: 5_000,
    maxAgeMillis: 3_600_000,
    queueMaxLength: 1_000,
  },
  health: { intervalMillis: 600_000, timeoutMillis: 10_000 },
  closeGraceMillis: 5_000,
};
/** An embedded engine that had to be restarted takes some seconds. */
const CALM_WITHIN_MILLIS = 20_000;

/**
 * What every backend does, as tests of one engine. A case the engine lists as unmet must really fail, unless that
 * takes too long to show; its title then ends in its reason, which the closing table repeats.
 */
export async function backendContract(engine: ContractEngine): Promise<void> {
  const started = await engine.start();
  const title = `contract · ${engine.name}`;
  if ('skip' in started) {
    leaveOut(`${title}: ${started.skip}`);
    describe.skip(title, () => test(`left out: ${started.skip}`, () => {}));
    return;
  }
  describe(title, () => {
    const { rig, calm } = openRig(started);
    for (const { title: group, cases } of GROUPS) {
      describe(group, () => {
        afterEach(calm);
        for (const each of cases) define(each, engine, rig);
      });
    }
    test('the unmet cases are all cases of the contract', () => {
      const names = GROUPS.flatMap(({ cases }) => cases.map(({ name }) => name));
      expect(new Set(names).size).toBe(names.length);
      expect(Object.keys(engine.unmet).filter((name) => !names.includes(name))).toEqual([]);
    });
  });
}

function define(each: Case, engine: ContractEngine, rig: Rig): void {
  const unmet = engine.unmet[each.name];
  if (unmet === undefined) {
    test(each.name, () => each.run(rig));
    return;
  }
  test(`${each.name} [not met: ${unmet.reason}]`, async () => {
    if (unmet.tried === false) return;
    const failed = await each.run(rig).then(
      () => false,
      () => true,
    );
    if (!failed) throw new Error(`It holds now: take it off the list of what ${engine.name} does not meet.`);
  });
}

function openRig(started: StartedEngine): { readonly rig: Rig; calm(): Promise<void> } {
  const { driver } = started;
  const opened: Connection[] = [];
  const backend = createBackend(driver, SETTINGS, SILENT);
  beforeAll(() => backend.ready(AbortSignal.timeout(120_000)), 120_000);
  afterAll(async () => {
    await backend.close();
    await started.stop();
  }, 30_000);
  return {
    rig: {
      driver,
      backend,
      async connect() {
        const connection = await driver.connect();
        opened.push(connection);
        return connection;
      },
    },
    /** Closes what a case opened and waits until the engine, which that may have ended, answers again. */
    async calm() {
      await Promise.all(opened.splice(0).map((connection) => connection.close()));
      const until = Date.now() + CALM_WITHIN_MILLIS;
      const signal = AbortSignal.timeout(CALM_WITHIN_MILLIS);
      while (backend.pool().used > 0 && Date.now() < until) await wait(20);
      if (backend.health().status === 'DOWN') return;
      const answers = () =>
        backend.execute({ text: 'select 1', parameters: [], summary: 'SELECT' }, { signal });
      while (Date.now() < until && (await answers().catch(() => undefined)) === undefined) await wait(100);
    },
  };
}
