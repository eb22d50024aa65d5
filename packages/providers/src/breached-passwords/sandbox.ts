import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { holdUntilGone } from '../sandbox/hold.ts'
import type { BreachedPasswordsFaults } from './sandbox-faults.ts'

/** Passwords that the sandbox reports as leaked, and how often. Long enough to pass every other rule. */
export const leakedPasswords = {
  'correct horse battery staple': 216,
  'Tr0ub4dor&3-Tr0ub4dor&3': 41,
  'letmein-letmein-letmein': 7,
} as const

const sha1 = (text: string) => createHash('sha1').update(text, 'utf8').digest('hex').toUpperCase()
const leaked = Object.entries(leakedPasswords).map(([password, count]) => ({ digest: sha1(password), count }))

/** Have I Been Pwned's range search over a few leaked passwords, to be mounted at `/hibp`. */
export function breachedPasswordsSandbox({ faults }: { faults: BreachedPasswordsFaults }): Hono {
  const app = new Hono()
  app.get('/range/:prefix', async (c) => {
    const fault = faults.take('limit', 'server-error', 'unreadable', 'hang')
    if (fault === 'hang') await holdUntilGone(c.req.raw.signal)
    if (fault === 'server-error' || fault === 'hang') return c.text('error', 500)
    if (fault === 'limit') return c.text('Rate limit exceeded', 429, { 'retry-after': '2' })
    if (fault === 'unreadable') return c.html('<p>Please sign in to this Wi-Fi</p>')
    const prefix = c.req.param('prefix').toUpperCase()
    if (!/^[0-9A-F]{5}$/.test(prefix)) return c.text('The hash prefix was not in a valid format', 400)
    const hits = leaked.filter(({ digest }) => digest.startsWith(prefix)).map(({ digest, count }) => `${digest.slice(5)}:${count}`)
    const lines = [...hits, ...inhabitants(prefix)]
    if (c.req.header('add-padding') === 'true') lines.push(...padding(prefix))
    return c.text(lines.sort().join('\r\n'))
  })
  return app
}

/** Every range has entries: invented ones, the same for the same prefix. */
const inhabitants = (prefix: string) => Array.from({ length: 20 }, (_, n) => `${sha1(`${prefix}/${n}`).slice(5)}:${n + 1}`)

const padding = (prefix: string) => Array.from({ length: 800 }, (_, n) => `${sha1(`${prefix}/padding/${n}`).slice(5)}:0`)
