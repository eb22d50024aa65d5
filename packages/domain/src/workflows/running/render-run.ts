import { Layout, RunPicture, RunRef } from '@mas/contracts/workflows'
import { findVersion, stepsOfRun } from '@mas/db/workflows'
import { fail, query } from '@mas/kernel'
import { loadProgram } from '../engine/load-program.ts'
import { drawMermaid } from '../picture/draw-mermaid.ts'
import { drawSvg } from '../picture/draw-svg.ts'
import { reachRun } from './reach-run.ts'

export const renderRun = query({
  verb: 'workflows.render-run',
  summary: 'Draws the workflow of a run, as Mermaid and as SVG, with the way the person took and where they stand.',
  permission: 'workflows.render-run',
  refuses: ['workflows.run-not-found'],
  input: RunRef,
  output: RunPicture,
  run: async (ctx, { runId }) => {
    const run = await reachRun(ctx, runId)
    const version = await findVersion(ctx.db, run.workflow_id, run.version_n)
    if (version === undefined) throw fail('workflows.run-not-found')
    const steps = await stepsOfRun(ctx.db, runId)
    const layout = Layout.safeParse(version.layout)
    const overlay = {
      program: loadProgram(version.program).program,
      layout: layout.success ? layout.data : { positions: {} },
      taken: new Set(steps.map(({ node_id, handle }) => `${node_id} ${handle}`)),
      passed: new Set(steps.map(({ node_id }) => node_id)),
      here: run.node_id,
    }
    return { mermaid: drawMermaid(overlay), svg: drawSvg(overlay) }
  },
})
