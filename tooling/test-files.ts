/** `*.test.ts`. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts')
}

/** Files beside tests that only tests use: fixtures, what is given, contract suites. They may import test equipment. */
export function isTestSupport(path: string): boolean {
  return /(^|\/)(fixtures|given|testing)(\/|\.ts$)|(^|\/)contract\.ts$|-(suite|fixture)\.ts$|\.given\.ts$/.test(path)
}
