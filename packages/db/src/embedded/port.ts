import { createServer, type Server } from 'node:net'

type ReservedPort = { readonly port: number; readonly release: () => Promise<void> }

/**
 * Takes a port and keeps it until `release`, so that two systems which start at the same moment choose different ones.
 * Tries `preferred` and the ports after it; without a preference the operating system picks.
 */
export const reservePort = async (preferred?: number): Promise<ReservedPort> => {
  if (preferred !== undefined) {
    for (let port = preferred; port <= Math.min(preferred + 100, 65_535); port++) {
      const reserved = await tryReserve(port)
      if (reserved) return reserved
    }
  }
  const reserved = await tryReserve(0)
  if (!reserved) throw new Error('this machine has no free TCP port')
  return reserved
}

/** A port that is free at this moment: `preferred` if it is one. */
export const freePort = async (preferred?: number): Promise<number> => {
  const reserved = (preferred === undefined ? undefined : await tryReserve(preferred)) ?? (await reservePort())
  await reserved.release()
  return reserved.port
}

/**
 * Loopback alone is not enough: a server on every address owns the port too, and on some systems both can listen at once.
 * A machine without IPv6 answers the second try with an error other than "in use", which is no obstacle.
 */
const tryReserve = async (port: number): Promise<ReservedPort | undefined> => {
  const loopback = await listen(port, '127.0.0.1')
  if (loopback === 'taken' || loopback === 'impossible') return undefined
  const chosen = portOf(loopback)
  await close(loopback)
  const everywhere = await listen(chosen, '::')
  if (everywhere === 'taken') return undefined
  const held = everywhere === 'impossible' ? await listen(chosen, '0.0.0.0') : everywhere
  if (held === 'taken' || held === 'impossible') return undefined
  return { port: chosen, release: () => close(held) }
}

const listen = (port: number, host: string): Promise<Server | 'taken' | 'impossible'> =>
  new Promise((resolve) => {
    // Whoever connects meanwhile is told at once that nobody is here; a connection kept open would hold up the release.
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error) => resolve('code' in error && error.code === 'EADDRINUSE' ? 'taken' : 'impossible'))
    server.listen({ port, host, exclusive: true }, () => resolve(server))
  })

const portOf = (server: Server): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server must have a port')
  return address.port
}

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
