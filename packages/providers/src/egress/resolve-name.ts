import { Resolver } from 'node:dns/promises'

/** Every address behind a name, IPv4 first; empty where there is none or nobody answers. */
export type ResolveName = (name: string) => Promise<readonly string[]>

/**
 * Asks DNS itself: hosts files and search domains of the machine never decide where a user's address leads. `servers`
 * are `address:port`; left out, those of the system.
 */
export function createResolver(servers?: readonly string[]): ResolveName {
  return async (name) => {
    // By definition this machine, whatever a server says (RFC 6761).
    if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1']
    const resolver = new Resolver({ timeout: 2_000, tries: 2 })
    if (servers !== undefined) resolver.setServers(servers)
    const found = await Promise.all([resolver.resolve4(name).catch(none), resolver.resolve6(name).catch(none)])
    return found.flat()
  }
}

/** No record of this kind, or no answer: either way nothing to connect to. */
const none = (): string[] => []
