const families: ReadonlySet<string> = new Set([
  'trpc',
  'v1',
  'ai',
  'api',
  'files',
  'webhooks',
  'reference',
  'healthz',
  'readyz',
  'metrics',
  'u',
  'preferences',
  'workflows',
])

/** A word of a small fixed set, so that strangers who try addresses cannot fill the metrics. */
export function routeLabel(path: string): string {
  const first = path.split('/', 2)[1] ?? ''
  return families.has(first) ? first : 'other'
}
