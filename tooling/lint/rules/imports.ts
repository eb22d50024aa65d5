import { importRule, isFrom } from '../import-rule.ts'
import { isTest, isTestSupport } from '../../test-files.ts'

export const drizzleOnlyInDb = importRule((place, { from }) =>
  isFrom(from, 'drizzle-orm', 'drizzle-kit') && !/^(packages\/db|bench)\//.test(place)
    ? 'SQL and Drizzle live in packages/db only; call a query of `@mas/db/<domain>`.'
    : undefined,
)

export const queueAndAuthOnlyInPlatform = importRule((place, { from }) =>
  isFrom(from, 'pg-boss', 'better-auth', '@better-auth') && !/^(packages\/platform|bench)\//.test(place)
    ? 'pg-boss and better-auth are wrapped by packages/platform; nothing else knows them.'
    : undefined,
)

export const webOnlyInApi = importRule((place, { from, typeOnly }) => {
  if (!isFrom(from, 'hono', '@hono', '@trpc/server')) return undefined
  if (/^(apps\/api|bench)\//.test(place)) return undefined
  // The sandboxes of third parties are small web servers of their own.
  if (isFrom(from, 'hono', '@hono') && place.startsWith('packages/providers/')) return undefined
  if (isFrom(from, '@trpc/server') && typeOnly && place.startsWith('packages/contracts/')) return undefined
  return 'HTTP and tRPC live in apps/api only: edges translate, they never decide.'
})

export const contractsStayLight = importRule((place, { from, typeOnly }) => {
  if (!place.startsWith('packages/contracts/') || from.startsWith('.') || isTest(place)) return undefined
  if (isFrom(from, 'zod', 'superjson', '@trpc/client') || (typeOnly && isFrom(from, '@trpc/server'))) return undefined
  return 'Contracts are installed by clients: they import zod, superjson and @trpc/client, and @trpc/server for types only.'
})

export const kernelStaysPure = importRule((place, { from }) => {
  if (!place.startsWith('packages/kernel/') || from.startsWith('.') || isTest(place)) return undefined
  return isFrom(from, '@mas/contracts', 'zod', 'temporal-polyfill')
    ? undefined
    : 'The kernel imports contracts, zod and temporal-polyfill only; what is impure comes in through `infra`.'
})

export const nothingImportsApps = importRule((place, { from }) => {
  if (/^(apps|tooling|bench)\//.test(place) || isTest(place)) return undefined
  return isFrom(from, '@mas/api', '@mas/worker') || /(^|\/)apps\//.test(from)
    ? 'Nothing imports an app: what two apps share is a package.'
    : undefined
})

export const testingOnlyInTests = importRule((place, { from }) =>
  isFrom(from, '@mas/testing', 'bun:test', 'fast-check') &&
  !isTest(place) &&
  !place.startsWith('packages/testing/') &&
  !isTestSupport(place)
    ? 'Only tests import test equipment.'
    : undefined,
)
