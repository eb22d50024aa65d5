import type { VerbName } from '../names.ts'

export function jobLine(domain: string, job: VerbName): string {
  return `  /** Records, once for each job, that somebody asked for it. */\n  ${job.camel}: defineJob('${domain}.${job.kebab}', z.object({ subjectId: Id }))`
}

export function jobsFile(domain: string, job: VerbName): string {
  return `import { Id } from '@mas/contracts/core'
import { defineJob } from '@mas/kernel'
import { z } from 'zod'

export const ${domain}Jobs = {
${jobLine(domain, job)},
}
`
}

export function handlersFile(domain: string, job: VerbName): string {
  return `import { handlersFor } from '@mas/kernel'
import { ${job.camel} } from './${job.kebab}.ts'
import { ${domain}Jobs } from './jobs.ts'

export const ${domain}Handlers = handlersFor(${domain}Jobs, { ${job.camel} })
`
}

export function handlerFile(domain: string, job: VerbName): string {
  return `import { inTx, type Attempt, type Ctx } from '@mas/kernel'
import { record } from '../audit/index.ts'

/** A job may be delivered twice (its worker died after the commit): the mark and the effect commit together. */
export async function ${job.camel}(ctx: Ctx, { subjectId }: { subjectId: string }, attempt: Attempt): Promise<void> {
  await inTx(ctx, async (t) => {
    if (!(await t.infra.consume(t.tx, attempt.id, '${domain}.${job.kebab}'))) return
    await record(t, { action: '${domain}.${job.kebab}', subject: { type: '${job.noun.kebab}', id: subjectId } })
  })
}
`
}

export function jobTest(domain: string, job: VerbName): string {
  return `import { enqueue, inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { listEntries } from '../audit/index.ts'
import { ${domain}Jobs } from './jobs.ts'
import { ${job.camel} } from './${job.kebab}.ts'

const harness = useHarness()
const entriesOf = async (subjectId: string) => (await listEntries(harness.ctx(someone('ADMIN')), { subjectType: '${job.noun.kebab}', subjectId })).items

test('the job runs when its transaction commits, and not when it fails', async () => {
  const [done, undone] = [newId(), newId()]
  await inTx(harness.ctx(system('test')), (t) => enqueue(t, ${domain}Jobs.${job.camel}, { subjectId: done }))
  const failed = inTx(harness.ctx(system('test')), async (t) => {
    await enqueue(t, ${domain}Jobs.${job.camel}, { subjectId: undone })
    throw new Error('undo')
  })
  expect(await refusalOf(failed)).toBe('Error: undo')
  expect((await harness.drain()).dead).toEqual([])
  expect([(await entriesOf(done)).length, (await entriesOf(undone)).length]).toEqual([1, 0])
})

test('delivered twice, it acts once', async () => {
  const subjectId = newId()
  const attempt = { id: newId(), number: 1, last: false }
  for (const number of [1, 2]) await ${job.camel}(harness.ctx(system('test')), { subjectId }, { ...attempt, number })
  expect(await entriesOf(subjectId)).toHaveLength(1)
})
`
}
