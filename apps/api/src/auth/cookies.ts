import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { EdgeEnv } from '../http/edge-env.ts'

const refreshName = 'mas_rt'
const proofName = 'mas_dp'
/** `__Host-`: no subdomain and no plain HTTP can set or read them. */
const attributes = { prefix: 'host', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const
const proofLifeSeconds = 180 * 86_400

/** What cannot be ours counts as none: a cookie that was damaged or made up must not keep anybody from signing in. */
const ours = /^[\w-]{20,200}$/

export function credentialsOf(c: Context<EdgeEnv>): { refreshToken?: string; deviceProof?: string } {
  const [refreshToken, deviceProof] = [refreshName, proofName].map((name) => {
    const value = getCookie(c, name, 'host')
    return value !== undefined && ours.test(value) ? value : undefined
  })
  return { ...(refreshToken !== undefined && { refreshToken }), ...(deviceProof !== undefined && { deviceProof }) }
}

export function keepRefreshToken(c: Context<EdgeEnv>, token: string, expires: string): void {
  setCookie(c, refreshName, token, { ...attributes, expires: new Date(expires) })
}
export function keepDeviceProof(c: Context<EdgeEnv>, proof: string): void {
  setCookie(c, proofName, proof, { ...attributes, maxAge: proofLifeSeconds })
}
/** The device stays known after signing out; only the session's token goes. */
export function dropRefreshToken(c: Context<EdgeEnv>): void {
  deleteCookie(c, refreshName, attributes)
}
