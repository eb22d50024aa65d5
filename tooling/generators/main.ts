/** `bun run new:domain NAME`, `new:verb DOMAIN VERB [--query]`, `new:job DOMAIN JOB`, `new:migration NAME [--empty]`. */
import { fileURLToPath } from 'node:url'
import { addDomain, requireDomain } from './add-domain.ts'
import { addJob } from './add-job.ts'
import { addVerb } from './add-verb.ts'
import { addEmptyMigration, generateMigration } from './migration.ts'
import { domainName, migrationName, verbName } from './names.ts'
import { GeneratorRefusal, refuse } from './refusal.ts'
import { openTree } from './tree.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const [kind, ...rest] = process.argv.slice(2)
const flags = rest.filter((word) => word.startsWith('--'))
const [first, second, extra] = rest.filter((word) => !word.startsWith('--'))

try {
  run()
} catch (thrown) {
  if (!(thrown instanceof GeneratorRefusal)) throw thrown
  console.error(thrown.message)
  process.exit(1)
}

function run(): void {
  const tree = openTree(root)
  allow(kind === 'verb' ? ['--query'] : kind === 'migration' ? ['--empty'] : [], kind === 'verb' || kind === 'job' ? 2 : 1)
  switch (kind) {
    case 'domain': {
      const domain = domainName(first)
      addDomain(tree, domain)
      return finish(tree.commit(), domain)
    }
    case 'verb': {
      const domain = domainName(first)
      requireDomain(tree, domain)
      const verb = verbName(second)
      const changesTables = addVerb(tree, domain, verb, flags.includes('--query') ? 'query' : 'command')
      return finish(tree.commit(), changesTables ? `${domain}_${verb.noun.table}` : undefined)
    }
    case 'job': {
      const domain = domainName(first)
      requireDomain(tree, domain)
      addJob(tree, domain, verbName(second))
      return finish(tree.commit(), undefined)
    }
    case 'migration': {
      const name = migrationName(first)
      if (!flags.includes('--empty')) return generateMigration(root, name)
      addEmptyMigration(tree, name, new Date())
      return console.log(tree.commit().join('\n'))
    }
    default:
      refuse('what is to be made: domain, verb, job or migration?')
  }
}

function allow(known: readonly string[], words: number): void {
  const [unknown] = flags.filter((flag) => !known.includes(flag))
  if (unknown !== undefined) refuse(`${unknown} means nothing here${known.length > 0 ? `; there is ${known.join(', ')}` : ''}`)
  if (extra !== undefined || (words === 1 && second !== undefined)) refuse(`too many words: ${rest.join(' ')}`)
}

/** Lists, client types, migration and format follow from the files just written. */
function finish(written: readonly string[], migration: string | undefined): void {
  if (migration !== undefined) generateMigration(root, migration)
  step([process.execPath, 'tooling/generate/main.ts'])
  step(['node_modules/.bin/oxfmt', ...written])
  console.log(written.join('\n'))
}

function step(command: string[]): void {
  const { exitCode } = Bun.spawnSync(command, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (exitCode !== 0) refuse(`the files are written, but \`${command.slice(0, 2).join(' ')}\` failed; its reason is above`)
}
