import type { NodeOf } from '@mas/contracts/workflows'
import type { Here } from './check-node.ts'
import { checkZone } from './check-waits.ts'
import type { Reading } from './compile-graph.ts'
import { cronProblem } from './cron-rules.ts'
import { isZone } from '../engine/wall-clock.ts'

export function checkTrigger({ installation, subject }: Reading, { data }: NodeOf<'trigger'>, here: Here): void {
  for (const [index, trigger] of data.triggers.entries()) {
    const path = `/triggers/${index}`
    if ('segmentId' in trigger && trigger.segmentId !== undefined && !installation.hasSegment(trigger.segmentId))
      here('segment-unknown', `${path}/segmentId`, `there is no segment ${trigger.segmentId}`)
    if (trigger.kind === 'schedule') {
      if (trigger.zone === 'subject') here('zone-unknown', `${path}/zone`, 'a schedule runs in one zone, not in everybody’s own')
      else checkZone(trigger.zone, `${path}/zone`, here)
      const problem = cronProblem(trigger.cron, isZone(trigger.zone) ? trigger.zone : 'Asia/Kolkata')
      if (problem !== undefined) here(problem, `${path}/cron`, trigger.cron)
    }
    if (trigger.kind === 'event' && trigger.entryField !== undefined) {
      const fields = installation.eventFields(trigger.name, subject)
      if (fields !== undefined && !fields.some(({ key }) => key === `event.${trigger.entryField}`))
        here('unknown-field', `${path}/entryField`, `${trigger.name} has no ${trigger.entryField}`)
    }
  }
}
