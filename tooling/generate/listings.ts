import { existsSync, readdirSync } from 'node:fs'

interface Listing {
  readonly path: string
  readonly text: string
}
const header = '// Written by `bun run generate` from the folders it lists. Do not edit.\n'

export function listings(root: string): Listing[] {
  const holding = (folder: string, file: string) =>
    readdirSync(root + folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(`${root}${folder}/${entry.name}/${file}`))
      .map((entry) => entry.name)
      .toSorted()
  const contracts = 'packages/contracts/src'
  const domains = 'packages/domain/src'
  const routers = readdirSync(`${root}apps/api/src/trpc/routers`)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -3))
    .toSorted()

  return [
    {
      path: `${contracts}/catalogue/errors.gen.ts`,
      text: merged(
        'errorCatalogue',
        'errors',
        holding(contracts, 'errors.ts'),
        (d) => (d === 'core' ? 'requestErrors' : `${camel(d)}Errors`),
        {
          after: '\n/** Every error code there is. */\nexport type ErrorCode = keyof typeof errorCatalogue\n',
        },
      ),
    },
    {
      path: `${contracts}/catalogue/permissions.gen.ts`,
      text: merged('permissionTable', 'permissions', holding(contracts, 'permissions.ts'), (d) => `${camel(d)}Permissions`, {
        after: '\n/** Every permission there is. */\nexport type Permission = keyof typeof permissionTable\n',
      }),
    },
    {
      path: `${contracts}/catalogue/events.gen.ts`,
      text: spreadModules(holding(contracts, 'events.ts')),
    },
    {
      path: `${contracts}/marks/contracts.gen.ts`,
      text: contractsByDomain(holding(contracts, 'index.ts').filter((d) => !notDomains.has(d))),
    },
    {
      path: 'packages/db/src/constraints.gen.ts',
      text: merged('constraintCodes', 'constraints', holding('packages/db/src', 'constraints.ts'), (d) => `${camel(d)}Constraints`, {
        from: './',
      }),
    },
    {
      path: 'apps/api/src/trpc/root.gen.ts',
      text: `${header}import { router } from './init.ts'\n${routers.map((d) => `import { ${camel(d)}Router } from './routers/${d}.ts'`).join('\n')}\n\nexport const appRouter = router({\n${routers.map((d) => `  ${camel(d)}: ${camel(d)}Router,`).join('\n')}\n})\nexport type AppRouter = typeof appRouter\n`,
    },
    {
      path: `${domains}/wiring/index.ts`,
      text: wiring(holding(domains, 'handlers.ts'), holding(domains, 'subscribers.ts'), holding(domains, 'schedules.ts')),
    },
  ]
}

/** Folders of contracts that hold no domain's schemas. */
const notDomains: ReadonlySet<string> = new Set(['access', 'catalogue', 'client', 'core', 'marks'])

function contractsByDomain(folders: readonly string[]): string {
  const imports = folders.map((d) => `import * as ${camel(d)} from '../${d}/index.ts'`).join('\n')
  const body = folders.map((d) => `  ${d.includes('-') ? `'${d}': ${camel(d)}` : d},`).join('\n')
  return `${header}${imports}\n\n/** Every domain's exported schemas, for walks over all of them. */\nexport const contractsByDomain = {\n${body}\n} as const\n`
}

function merged(
  name: string,
  file: string,
  folders: readonly string[],
  exported: (domain: string) => string,
  options: { after?: string; from?: string },
): string {
  const from = options.from ?? '../'
  const imports = folders.map((d) => `import { ${exported(d)} } from '${from}${d}/${file}.ts'`).join('\n')
  const body = folders.map((d) => `  ...${exported(d)},`).join('\n')
  return `${header}${imports}\n\nexport const ${name} = {\n${body}\n} as const\n${options.after ?? ''}`
}

function spreadModules(folders: readonly string[]): string {
  const imports = folders.map((d) => `import * as ${camel(d)} from '../${d}/events.ts'`).join('\n')
  const body = folders.map((d) => `  ...Object.values(${camel(d)}),`).join('\n')
  return `${header}${imports}${imports && '\n'}\nexport const eventCatalogue = [\n${body}\n] as const\n/** Every event type there is. */\nexport type AnyEvent = (typeof eventCatalogue)[number]\n`
}

function wiring(handlers: readonly string[], subscribers: readonly string[], schedules: readonly string[]): string {
  const names = (folders: readonly string[], suffix: string) => folders.map((d) => ({ name: `${camel(d)}${suffix}`, from: d }))
  const all = [...names(handlers, 'Handlers'), ...names(subscribers, 'Subscribers'), ...names(schedules, 'Schedules')]
  const folders = [...new Set(all.map((one) => one.from))].toSorted()
  const imports = folders
    .map(
      (d) =>
        `import { ${all
          .filter((one) => one.from === d)
          .map((one) => one.name)
          .join(', ')} } from '../${d}/index.ts'`,
    )
    .join('\n')
  const list = (name: string, type: string, members: { name: string }[]) =>
    `export const ${name}: readonly ${type}[] = [${members.map((one) => `...${one.name}`).join(', ')}]`
  return [
    `${header}import type { JobHandler, Schedule, Subscriber } from '@mas/kernel'`,
    imports,
    '',
    '/** What the worker runs: each job, reaction and schedule of every domain. */',
    list('jobHandlers', 'JobHandler', names(handlers, 'Handlers')),
    list('subscribers', 'Subscriber', names(subscribers, 'Subscribers')),
    list('schedules', 'Schedule', names(schedules, 'Schedules')),
    '',
  ].join('\n')
}

/** `mr-test` -> `mrTest` */
export function camel(kebab: string): string {
  return kebab.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
