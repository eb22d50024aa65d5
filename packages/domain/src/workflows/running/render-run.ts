import { RunPicture, RunRef } from '@mas/contracts/workflows'
import { stepsOfRun } from '@mas/db/workflows'
import { query } from '@mas/kernel'
import { programOf } from '../runtime/programs.ts'
import { reachRun } from './reach-run.ts'

export const renderRun = query({
  verb: 'workflows.render-run',
  summary: 'Draws the workflow of a run as a Mermaid flowchart, with the way the person took and where they stand.',
  permission: 'workflows.render-run',
  refuses: ['workflows.run-not-found'],
  input: RunRef,
  output: RunPicture,
  run: async (ctx, { runId }) => {
    const run = await reachRun(ctx, runId)
    const { program } = await programOf(ctx, run.workflow_id, run.version_n)
    const steps = await stepsOfRun(ctx.db, runId)
    const taken = new Set(steps.map(({ node_id, handle }) => `${node_id} ${handle}`))
    const passed = new Set(steps.map(({ node_id }) => node_id))
    const nodes = Object.entries(program.nodes).map(([id, { type }]) => `  ${id}["${id}: ${type}"]${classOf(id, passed, run.node_id)}`)
    const edges = Object.entries(program.nodes).flatMap(([id, { next }]) =>
      Object.entries(next).map(([handle, target]) => `  ${id} ${taken.has(`${id} ${handle}`) ? '==>' : '-->'}|${handle}| ${target}`),
    )
    const classes = ['  classDef passed fill:#dcfce7', '  classDef here fill:#fde68a,stroke-width:3px']
    return { mermaid: ['flowchart TD', ...nodes, ...edges, ...classes].join('\n') }
  },
})

function classOf(id: string, passed: ReadonlySet<string>, here: string | null): string {
  return id === here ? ':::here' : passed.has(id) ? ':::passed' : ''
}
