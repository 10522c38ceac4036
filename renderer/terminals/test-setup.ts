/*
 * For tests in Node: the graphemes addon (0.4.0) decodes its table from `Buffer.from(…).buffer`, which is wrong for a
 * buffer from Node's pool; then it hangs or throws while it loads. Browsers have no `Buffer` and are not concerned.
 */
const { Buffer } = globalThis as { Buffer?: { poolSize: number } }
if (Buffer) Buffer.poolSize = 0

export {}
