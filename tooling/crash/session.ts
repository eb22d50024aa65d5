import type { Tokens } from '@mas/contracts/identity'
import type { Caller, Edge } from './edge.ts'

/** One signed-in device: it refreshes as an app does, one refresh at a time and the same token until an answer comes. */
export interface Session {
  readonly caller: Caller
  refresh(): Promise<void>
  /** The newest ones. */
  tokens(): Tokens
}

const earlyMs = 3 * 60_000

export function openSession(edge: Edge, from: string, first: Tokens, proof: string | undefined = first.deviceProof): Session {
  let tokens = first
  let underWay: Promise<void> | undefined
  const exchange = async (): Promise<void> => {
    const { refreshToken } = tokens
    if (refreshToken === undefined) throw new Error('a session without a refresh token')
    tokens = await edge.call({ from }, 'refresh', (mas) =>
      mas.identity.refresh.mutate({ refreshToken, ...(proof !== undefined && { deviceProof: proof }) }),
    )
  }
  const refresh = (): Promise<void> => (underWay ??= exchange().finally(() => (underWay = undefined)))
  const token = async (): Promise<string> => {
    if (Date.parse(tokens.accessExpiresAt) - Date.now() < earlyMs) await refresh()
    return tokens.accessToken
  }
  return { caller: { from, token }, refresh, tokens: () => tokens }
}
