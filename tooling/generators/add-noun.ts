import { addLine, addMember, orRefuse } from './edits.ts'
import type { Noun } from './names.ts'
import { contractOf, queriesOf, rowOf, tableOf } from './templates/noun.ts'
import type { Tree } from './tree.ts'

/** True for a noun that these generators made: then they know its columns. */
export function isOurs(tree: Tree, domain: string, noun: Noun): boolean {
  return tree.has(`packages/domain/src/${domain}/${noun.kebab}-row.ts`) && queriesFileOf(tree, domain, noun) !== undefined
}

export function queriesFileOf(tree: Tree, domain: string, noun: Noun): string | undefined {
  return tree
    .list(`packages/db/src/${domain}`)
    .find((path) => path.endsWith('queries.ts') && tree.read(path).includes(`function insert${noun.pascal}(`))
}

/** A new kind of thing through all layers; answers whether the database changes (it does). */
export function addNoun(tree: Tree, domain: string, noun: Noun): void {
  const db = `packages/db/src/${domain}`
  const contracts = `packages/contracts/src/${domain}`
  const schemaFile = `${db}/schema.ts`
  const declared = tree.has(schemaFile)
  const variable = declared ? schemaVariable(tree.read(schemaFile), domain) : `${domain}Schema`

  tree.create(`${contracts}/${noun.kebab}.ts`, contractOf(noun))
  appendTo(tree, `${contracts}/index.ts`, `export * from './${noun.kebab}.ts'`)
  tree.create(declared ? `${db}/${noun.kebab}-schema.ts` : schemaFile, tableOf(domain, noun, { variable, declared }))
  const queries = declared ? `${noun.kebab}-queries` : 'queries'
  tree.create(`${db}/${queries}.ts`, queriesOf(domain, noun))
  appendTo(tree, `${db}/index.ts`, `export * from './${queries}.ts'`)
  tree.create(`packages/domain/src/${domain}/${noun.kebab}-row.ts`, rowOf(domain, noun))
  addConstraint(tree, domain, `${noun.table}_name_key`, `${domain}.${noun.kebab}-exists`)
  addError(tree, domain, `${noun.kebab}-exists`, `['conflict', 'There is a ${noun.words} with this name already.']`)
  addError(tree, domain, `${noun.kebab}-not-found`, `['not-found', 'There is no such ${noun.words}.']`)
}

export function appendTo(tree: Tree, path: string, line: string): void {
  if (tree.has(path)) tree.edit(path, (text) => addLine(text, line))
  else tree.create(path, `${line}\n`)
}

function schemaVariable(text: string, domain: string): string {
  const [, variable] = new RegExp(`export const (\\w+) = pgSchema\\('${domain}'\\)`).exec(text) ?? []
  return orRefuse(variable, `packages/db/src/${domain}/schema.ts`, `export const ${domain}Schema = pgSchema('${domain}')`)
}

function addConstraint(tree: Tree, domain: string, constraint: string, code: string): void {
  const path = `packages/db/src/${domain}/constraints.ts`
  const line = `  ${constraint}: '${code}'`
  if (tree.has(path)) tree.edit(path, (text) => orRefuse(addMember(text, `${domain}Constraints = {`, line), path, line))
  else tree.create(path, `export const ${domain}Constraints = {\n${line},\n} as const\n`)
}

function addError(tree: Tree, domain: string, key: string, meaning: string): void {
  const path = `packages/contracts/src/${domain}/errors.ts`
  const line = `  '${key}': ${meaning}`
  if (tree.has(path)) tree.edit(path, (text) => orRefuse(addMember(text, `errors('${domain}', {`, line), path, line))
  else
    tree.create(path, `import { errors } from '../core/index.ts'\n\nexport const ${domain}Errors = errors('${domain}', {\n${line},\n})\n`)
}
