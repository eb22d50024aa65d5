import { addNoun, appendTo, isOurs, queriesFileOf } from './add-noun.ts'
import { addImport, addMember, orRefuse } from './edits.ts'
import { verbName, type VerbName } from './names.ts'
import { refuse } from './refusal.ts'
import { findOf, lockOf, pageOf } from './templates/noun.ts'
import { changeVerb, createVerb, getVerb, listVerb, type Template } from './templates/verbs.ts'
import type { Tree } from './tree.ts'

/** Adds a verb to a domain; answers whether the database's schema changed. */
export function addVerb(tree: Tree, domain: string, verb: VerbName, kind: 'command' | 'query'): boolean {
  const known = isOurs(tree, domain, verb.noun)
  if (!known && kind === 'query')
    refuse(
      `${domain} keeps no ${verb.noun.words} that this generator knows; make one first: \`bun run new:verb ${domain} create-${verb.noun.kebab}\``,
    )
  if (!known) addNoun(tree, domain, verb.noun)
  place(tree, domain, verb, kind, templateFor(tree, domain, verb, kind, known))
  return !known
}

function templateFor(tree: Tree, domain: string, verb: VerbName, kind: 'command' | 'query', known: boolean): Template {
  if (!known) return createVerb(domain, verb)
  const create = creatorOf(tree, domain, verb)
  if (kind === 'query' && verb.doing === 'list') {
    addQuery(tree, domain, verb, `page${verb.noun.pascal}s`, pageOf(domain, verb.noun))
    return listVerb(domain, verb, create)
  }
  if (kind === 'query') {
    addQuery(tree, domain, verb, `find${verb.noun.pascal}`, findOf(domain, verb.noun))
    return getVerb(domain, verb, create)
  }
  addQuery(tree, domain, verb, `lock${verb.noun.pascal}`, lockOf(domain, verb.noun))
  return changeVerb(domain, verb, create)
}

function place(tree: Tree, domain: string, verb: VerbName, kind: 'command' | 'query', template: Template): void {
  const folder = `packages/domain/src/${domain}`
  tree.create(`${folder}/${verb.kebab}.ts`, template.verb)
  tree.create(`${folder}/${verb.kebab}.test.ts`, template.test)
  appendTo(tree, `${folder}/index.ts`, `export { ${verb.camel} } from './${verb.kebab}.ts'`)
  tree.edit(`packages/contracts/src/${domain}/${verb.noun.kebab}.ts`, (text) => {
    const imported = template.inputImports.length === 0 ? text : addImport(text, '../core/index.ts', ...template.inputImports)
    return imported.trimEnd() + '\n' + template.input
  })
  addPermission(tree, domain, verb)
  addToRouter(tree, domain, verb, kind === 'query' ? 'query' : 'mutation')
}

function addPermission(tree: Tree, domain: string, verb: VerbName): void {
  const path = `packages/contracts/src/${domain}/permissions.ts`
  const line = `  '${verb.kebab}': { ADMIN: 'all' }`
  if (tree.has(path)) tree.edit(path, (text) => orRefuse(addMember(text, `permissions('${domain}', {`, line), path, line))
  else
    tree.create(
      path,
      `import { permissions } from '../access/index.ts'\n\nexport const ${domain}Permissions = permissions('${domain}', {\n${line},\n})\n`,
    )
}

function addToRouter(tree: Tree, domain: string, verb: VerbName, exposed: 'query' | 'mutation'): void {
  const path = `apps/api/src/trpc/routers/${domain}.ts`
  const line = `  ${verb.camel}: ${exposed}(${verb.camel})`
  if (!tree.has(path)) tree.create(path, `import { router } from '../init.ts'\n\nexport const ${domain}Router = router({\n})\n`)
  tree.edit(path, (text) => {
    const listed = orRefuse(addMember(text, `${domain}Router = router({`, line), path, line)
    return addImport(addImport(listed, '../expose.ts', exposed), `@mas/domain/${domain}`, verb.camel)
  })
}

function addQuery(tree: Tree, domain: string, verb: VerbName, name: string, text: string): void {
  const path = queriesFileOf(tree, domain, verb.noun)
  if (path === undefined || tree.read(path).includes(`function ${name}(`)) return
  tree.edit(path, (before) => {
    const readable = text.includes('reader: Reader') ? before.replace('import type { Tx }', 'import type { Reader, Tx }') : before
    return `${readable.trimEnd()}\n${text}`
  })
}

/** The verb that makes one, for the test to begin with. */
function creatorOf(tree: Tree, domain: string, verb: VerbName): string | undefined {
  const { camel } = verbName(`create-${verb.noun.kebab}`)
  return tree.read(`packages/domain/src/${domain}/index.ts`).includes(`{ ${camel} }`) ? camel : undefined
}
