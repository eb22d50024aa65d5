import { z } from 'zod'

/** Everything that can be wrong with a drawn graph. Publishing needs none of them. */
export const issueCodes = {
  'no-trigger': 'The graph has no trigger node.',
  'second-trigger': 'There is more than one trigger node.',
  'edge-into-trigger': 'An edge leads into the trigger.',
  unreachable: 'No path from the trigger leads here.',
  'missing-handle': 'A required output is not wired.',
  'unknown-handle': 'The node has no such output.',
  'double-edge': 'One output leads to two nodes, or two nodes or edges share a name.',
  'dangling-edge': 'An end of the edge is no node.',
  'cycle-without-wait': 'A cycle has no wait of at least an hour and no wait for an event or a task.',
  'unknown-field': 'There is no such field here.',
  'wrong-type': 'A setting is missing or does not fit its type.',
  'read-only-field': 'This field cannot be written by a workflow.',
  'template-unknown': 'There is no such template.',
  'template-variable-unbound': 'The template needs a variable that has no value.',
  'weights-not-10000': 'The arms and the holdout do not add up to 10,000 basis points.',
  'holdout-sends': 'A step that reaches out lies behind the holdout.',
  'wait-too-long': 'A wait is longer than 400 days.',
  'window-empty': 'The window never opens.',
  'zone-unknown': 'There is no such time zone.',
  'cron-invalid': 'The schedule is no five-field cron expression.',
  'cron-too-often': 'The schedule fires more often than every 15 minutes.',
  'subworkflow-cycle': 'The sub-workflow leads back to this workflow.',
  'subworkflow-depth': 'Sub-workflows are nested deeper than five.',
  'secret-in-graph': 'A secret stands in the graph; store it and refer to it as {{secret.NAME}}.',
  'secret-unknown': 'No secret of this name is stored, or it stands where no call puts it in.',
  'url-not-allowed': 'The address is not a public https address.',
  'too-many-nodes': 'The graph has more than 200 nodes.',
  'too-large': 'The graph is larger than 512 KiB.',
  'node-unavailable': 'There is no such type of node in this installation.',
  'event-unknown': 'There is no such event, or it does not concern this kind of subject.',
  'segment-unknown': 'There is no such segment.',
  'calendar-unknown': 'There is no such calendar of closed days.',
  'subworkflow-unknown': 'There is no such active workflow for this kind of subject.',
} as const
export type IssueCode = keyof typeof issueCodes

/** Worth a look; publishing goes through. */
export const warningCodes = {
  'promotional-without-goal': 'Promotional messages are sent, but no goal ends the journey.',
  'no-consent-class': 'The message names no consent class, so it is treated as promotional.',
  'always-met': 'This goal or exit is met by everybody at once, so nobody gets any further.',
  'starts-nobody': 'A schedule without a segment starts nobody.',
  'no-history': 'The history of this fact is not kept; a back-test takes it as of today.',
} as const
export type WarningCode = keyof typeof warningCodes

export const Issue = z.object({
  code: z.string().meta({ description: 'One of the issue codes' }),
  nodeId: z.string().optional(),
  path: z.string().optional().meta({ description: 'Place inside the settings of the node, as a JSON pointer' }),
  detail: z.string(),
})
export type Issue = z.infer<typeof Issue>
