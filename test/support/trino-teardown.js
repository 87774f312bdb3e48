/** Stops what trino-setup.js started. */
export default async function stopTrinoForTests() {
  await globalThis.stopTrinoOfTests?.();
}
