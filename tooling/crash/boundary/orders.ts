import { z } from 'zod'

export const Strike = z.enum(['kill', 'postgres'])
export type Strike = z.infer<typeof Strike>

/** What a twin is told in its first line: the database it is to serve, and where to strike. */
export const Orders = z.object({
  nth: z.int(),
  when: z.enum(['before', 'after']),
  strike: Strike,
  env: z.record(z.string(), z.string()),
})
export type Orders = z.infer<typeof Orders>

/** What a twin says. */
export const said = { ready: 'ready', counting: 'counting', strike: 'strike' } as const
