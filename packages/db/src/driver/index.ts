import type { Driver, DriverOptions } from './types.ts'

export type { Db, Driver, DriverOptions, Reader, Tx } from './types.ts'

/** Bun's own SQL client on Bun, `pg` on Node; one contract suite holds both to the same behaviour. */
export async function connect(options: DriverOptions): Promise<Driver> {
  if ('bun' in process.versions) return (await import('./bun.ts')).connectBun(options)
  return (await import('./node.ts')).connectNode(options)
}
