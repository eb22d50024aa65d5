import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { done, draw, onDemand, type Node } from '../graph/graph-fixture.ts'
import { activateVersion, createWorkflow, publish, saveDraft, validateDraft } from './index.ts'

const harness = useHarness()
const ctx = () => harness.ctx(someone('ADMIN'))
const alone = () => draw([onDemand, done], ['n1>end'])
const starting = (workflowId: string) => {
  const sub: Node = ['s', 'sub-workflow', { workflowId }]
  return draw([onDemand, sub, done], ['n1>s', 's:finished>end', 's:refused>end', 's:timed-out>end'])
}
let made = 0
async function published(graph = alone()): Promise<string> {
  const { workflowId } = await createWorkflow(ctx(), { key: `nested-${++made}`, name: 'Nested', subjectType: 'lead', graph })
  await publish(ctx(), { workflowId })
  return workflowId
}
const redrawn = (workflowId: string, revision: number, graph: ReturnType<typeof alone>) => saveDraft(ctx(), { workflowId, revision, graph })

test('an earlier version that would close a circle by now is not put in force again', async () => {
  const b = await published()
  const a = await published(starting(b))
  await redrawn(a, 1, alone())
  await publish(ctx(), { workflowId: a })
  // While a starts nobody, b may start it.
  await redrawn(b, 1, starting(a))
  await publish(ctx(), { workflowId: b })
  expect(await refusalOf(activateVersion(ctx(), { workflowId: a, n: 1 }))).toBe('workflows.graph-invalid')
  await activateVersion(ctx(), { workflowId: b, n: 1 })
  await activateVersion(ctx(), { workflowId: a, n: 1 })
})

test('of workflows that are published at once, each to start the next, one is refused: no circle is ever in force', async () => {
  for (let round = 0; round < 3; round += 1) {
    const ring = await Promise.all(Array.from({ length: 3 }, () => published()))
    await Promise.all(ring.map((id, n) => redrawn(id, 1, starting(ring[(n + 1) % ring.length] ?? ''))))
    const told = await Promise.all(ring.map((workflowId) => refusalOf(publish(ctx(), { workflowId }))))
    expect(told.filter((code) => code === 'workflows.graph-invalid')).toHaveLength(1)
  }
})

test('how deep workflows lie inside each other counts from the outermost one, in whatever order they are put in force', async () => {
  const ids = await Promise.all(Array.from({ length: 7 }, () => published()))
  const chain = (n: number) => redrawn(ids[n] ?? '', 1, starting(ids[n + 1] ?? ''))
  for (let n = 0; n < 6; n += 1) await chain(n)
  // Five may be entered from the first one; the sixth is one too many, though its own child starts nobody.
  for (const workflowId of ids.slice(0, 5)) await publish(ctx(), { workflowId })
  const last = ids[5] ?? ''
  expect(await refusalOf(publish(ctx(), { workflowId: last }))).toBe('workflows.graph-invalid')
  expect((await validateDraft(ctx(), { workflowId: last })).issues.map(({ code }) => code)).toEqual(['subworkflow-depth'])
})
