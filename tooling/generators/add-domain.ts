import { addVerb } from './add-verb.ts'
import { addMember, orRefuse } from './edits.ts'
import { nounOfDomain, verbName } from './names.ts'
import { refuse } from './refusal.ts'
import type { Tree } from './tree.ts'

const mapFile = 'packages/domain/domain-map.ts'

/** A domain that keeps one kind of thing, with the verbs that make one and read it. */
export function addDomain(tree: Tree, domain: string): void {
  for (const folder of ['packages/contracts/src', 'packages/db/src', 'packages/domain/src'])
    if (tree.list(`${folder}/${domain}`).length > 0) refuse(`${folder}/${domain} exists already; nothing was written`)
  const line = `  ${domain}: ['audit']`
  tree.edit(mapFile, (text) => orRefuse(addMember(text, 'domainMap = {', line), mapFile, line))
  const noun = nounOfDomain(domain)
  addVerb(tree, domain, { ...verbName(`create-${noun.kebab}`), noun }, 'command')
  addVerb(tree, domain, { ...verbName(`get-${noun.kebab}`), noun }, 'query')
}

export function requireDomain(tree: Tree, domain: string): void {
  if (!tree.has(`packages/domain/src/${domain}/index.ts`))
    refuse(`there is no domain "${domain}"; \`bun run new:domain ${domain}\` makes one`)
}
