import { addLine, addImport, addMember, orRefuse } from './edits.ts'
import type { VerbName } from './names.ts'
import { handlerFile, handlersFile, jobLine, jobsFile, jobTest } from './templates/job.ts'
import type { Tree } from './tree.ts'

/** Background work of a domain: its declaration, its handler in a file of its own, its test. */
export function addJob(tree: Tree, domain: string, job: VerbName): void {
  const folder = `packages/domain/src/${domain}`
  tree.create(`${folder}/${job.kebab}.ts`, handlerFile(domain, job))
  tree.create(`${folder}/${job.kebab}.test.ts`, jobTest(domain, job))

  const jobs = `${folder}/jobs.ts`
  const line = jobLine(domain, job)
  if (!tree.has(jobs)) tree.create(jobs, jobsFile(domain, job))
  else
    tree.edit(jobs, (text) => {
      const listed = orRefuse(addMember(text, `${domain}Jobs = {`, line), jobs, line)
      return addImport(addImport(listed, '@mas/contracts/core', 'Id'), 'zod', 'z')
    })

  const handlers = `${folder}/handlers.ts`
  const byHand = `handlersFor(${domain}Jobs, { …, ${job.camel} })`
  if (!tree.has(handlers)) tree.create(handlers, handlersFile(domain, job))
  else
    tree.edit(handlers, (text) => {
      const listed = orRefuse(addMember(text, `handlersFor(${domain}Jobs, {`, `  ${job.camel}`), handlers, byHand)
      return addImport(listed, `./${job.kebab}.ts`, job.camel)
    })
  tree.edit(`${folder}/index.ts`, (text) => addLine(text, `export { ${domain}Handlers } from './handlers.ts'`))
}
