import { fail } from '@mas/kernel'
import type { Handler, Hono } from 'hono'
import type { EdgeEnv } from './edge-env.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Serves one path. Methods it does not know are told which ones it does. */
export function serve(app: Hono<EdgeEnv>, path: string, handlers: Partial<Record<Method, Handler<EdgeEnv>>>): void {
  const allow = Object.keys(handlers)
  for (const [method, handle] of Object.entries(handlers)) app.on(method, path, handle)
  app.all(path, () => {
    throw fail('request.method-not-allowed', { allow })
  })
}
