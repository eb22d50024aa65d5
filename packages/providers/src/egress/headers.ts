import type { EgressCall } from '@mas/kernel/ports/egress'

/** Headers that say where the request goes and where it ends: ours alone to write. */
const framing = /^(host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|keep-alive|proxy-.*)$/i
const name = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const control = /[\u0000-\u0008\u000a-\u001f\u007f]/

/** The headers of a call with ours; undefined where they could make one request look like two. */
export function requestHeaders(call: EgressCall, hostHeader: string): Record<string, string | number> | undefined {
  const headers: Record<string, string | number> = { 'user-agent': 'MAS/1.0', 'accept-encoding': 'identity' }
  for (const [key, value] of Object.entries(call.headers ?? {})) {
    if (framing.test(key) || !name.test(key) || control.test(value) || [...value].some((char) => char > '\u00ff')) return undefined
    headers[key.toLowerCase()] = value
  }
  if (call.body !== undefined) headers['content-length'] = Buffer.byteLength(call.body)
  return { ...headers, host: hostHeader, connection: 'close' }
}
