/**
 * The whole of mathjs in one file: it loads in a sixth of the time its thousand modules take. What it exports is an
 * instance whose parts are made when they are first used.
 */
declare module 'mathjs/lib/browser/math.js' {
  const mathjs: {
    create(config: import('mathjs').ConfigOptions): import('mathjs').MathJsInstance;
  };
  export = mathjs;
}
