/**
 * Loaded before a gateway process by --import: tells its memory after a full garbage collection whenever the parent asks
 * (gateway-process.ts). It needs --expose-gc and does not keep the process alive.
 */
process.on('message', () => {
  globalThis.gc();
  process.send?.(process.memoryUsage());
});
process.channel?.unref();
