import type { MiddlewareHandler } from 'hono'

/**
 * Refuses a request that a browser makes for another site: an open tab elsewhere must not wipe or break the sandbox.
 * Tools send no Origin and pass.
 */
export const notFromElsewhere: MiddlewareHandler = async (c, next) => {
  const origin = c.req.header('origin')
  if (origin !== undefined && origin !== new URL(c.req.url).origin) return c.text('not from another site', 403)
  await next()
}
