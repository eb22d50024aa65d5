import { z } from 'zod'
import { Id, Instant, pageInput, pageOf, Text } from '../core/index.ts'
import { Graph } from './graph.ts'
import { Issue } from './issues.ts'
import { NodeType } from './program.ts'
import { OnConflict, ReEntry, SubjectType, WorkflowStatus } from './vocabulary.ts'

const Key = Text(60)
  .regex(/^[a-z0-9][a-z0-9-]*$/)
  .meta({ description: 'Lower-case letters, digits and dashes; it never changes' })
const Drawn = z
  .unknown()
  .meta({ description: 'React-Flow JSON: {nodes[{id, type, position, data}], edges[{id, source, sourceHandle, target}], viewport}' })
const Revision = z.int().min(1).meta({ description: 'The revision of the draft this change was made from' })
const VersionN = z.int().min(1).meta({ description: 'Number of a published version' })
const Note = Text(500).optional()

export const WorkflowRef = z.strictObject({ workflowId: Id })
export const NotedWorkflowRef = z.strictObject({ workflowId: Id, note: Note })

export const ArchiveInput = z.strictObject({
  workflowId: Id,
  note: Note,
  exitAll: z.boolean().default(false).meta({ description: 'Everybody who is still in it leaves, as cancelled' }),
})

export const EntryRules = z.object({
  reEntry: ReEntry,
  cooldownDays: z
    .int()
    .min(0)
    .max(3_650)
    .meta({ description: 'Days after the finish before the same person may enter again; with after-exit' }),
  mutexGroup: Text(60)
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .nullable()
    .meta({ description: 'A person is live in at most one workflow of a group' }),
  onConflict: OnConflict,
  maxLive: z.int().min(1).max(10_000_000).nullable().meta({ description: 'Live runs at most' }),
  sendingCapPerMinute: z.int().min(1).max(100_000).nullable().meta({ description: 'Messages and calls that leave a minute, per node' }),
})
export type EntryRules = z.infer<typeof EntryRules>

export const StoredEntryRules = EntryRules.extend({ revision: z.int().meta({ description: 'Goes up with every change' }) })

export const WorkflowSummary = z.object({
  id: Id,
  key: z.string(),
  name: z.string(),
  subjectType: SubjectType,
  status: WorkflowStatus,
  activeVersion: z.int().nullable().meta({ description: 'What new entrants get; null while it is a draft, and when it is archived' }),
  lastVersion: z.int().meta({ description: 'How many versions were published' }),
  draftRevision: z.int(),
  pausedAt: Instant.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
})
export const VersionSummary = z.object({
  n: z.int(),
  hash: z.string().meta({ description: 'SHA-256 of the canonical program, hex' }),
  publishedBy: z.string(),
  publishedAt: Instant,
  note: z.string(),
})
export const Workflow = WorkflowSummary.extend({
  rules: StoredEntryRules,
  graph: Graph,
  shown: z.string().meta({ description: 'What `graph` is: `draft`, `draft-7` or `version-3`' }),
  versions: z.array(VersionSummary).meta({ description: 'The latest 50, newest first' }),
  nodeTypes: z.array(NodeType).meta({ description: 'Types of nodes that can be published here for this kind of subject' }),
})

const Judged = {
  issues: z.array(Issue).meta({ description: 'What stops it from being published; at most 500 are told' }),
  warnings: z.array(Issue),
}
export const Saved = z.object({ workflowId: Id, revision: z.int(), ...Judged })

export const CreateWorkflowInput = z.strictObject({ key: Key, name: Text(120), subjectType: SubjectType, graph: Drawn.optional() })
export const SaveDraftInput = z.strictObject({ workflowId: Id, revision: Revision, graph: Drawn, name: Text(120).optional() })
export const CopyWorkflowInput = z.strictObject({ workflowId: Id, n: VersionN.optional(), key: Key, name: Text(120) })
export const ExportWorkflowInput = z.strictObject({ workflowId: Id, n: VersionN.optional().meta({ description: 'Absent: the draft' }) })
/** A workflow as a file. It carries no ids of rows and no secrets. */
export const WorkflowDocument = z.object({
  format: z.literal('mas-workflow-1'),
  key: z.string(),
  name: z.string(),
  subjectType: SubjectType,
  rules: EntryRules,
  graph: Graph,
})
export const ImportWorkflowInput = z.strictObject({
  document: z.unknown().meta({ description: 'What `exportWorkflow` answered' }),
  key: Key.optional(),
  name: Text(120).optional(),
})
export const ValidateDraftInput = z.strictObject({
  workflowId: Id,
  n: VersionN.optional().meta({ description: 'Judge this version as of today instead of the draft' }),
})
export const ValidateDraftOutput = z.object(Judged)

const Side = z.union([VersionN, z.literal('draft')])
export const DiffVersionsInput = z.strictObject({ workflowId: Id, from: Side, to: Side })
const NodeChange = z.object({
  nodeId: z.string(),
  type: z.string(),
  paths: z.array(z.string()).meta({ description: 'Places that differ' }),
})
export const DiffVersionsOutput = z.object({ added: z.array(NodeChange), removed: z.array(NodeChange), changed: z.array(NodeChange) })

export const PublishInput = z.strictObject({
  workflowId: Id,
  revision: Revision.optional().meta({ description: 'Refused as stale when the draft is another by now' }),
  note: Note,
  activate: z.boolean().default(true).meta({ description: 'New entrants get this version from now on' }),
})
export const PublishOutput = z.object({ n: z.int(), hash: z.string(), warnings: z.array(Issue) })
export const ActivateVersionInput = z.strictObject({ workflowId: Id, n: VersionN, note: Note })
export const SetEntryRulesInput = z.strictObject({
  workflowId: Id,
  revision: z.int().min(1).meta({ description: 'Revision of the rules this change was made from' }),
  ...EntryRules.partial().shape,
})

export const ListWorkflowsInput = z.strictObject({ ...pageInput, status: WorkflowStatus.optional(), subjectType: SubjectType.optional() })
export const WorkflowPage = pageOf(WorkflowSummary)
export const GetWorkflowInput = z.strictObject({
  workflowId: Id,
  n: VersionN.optional().meta({ description: 'Show this version instead of the draft' }),
  draftRevision: z.int().min(1).optional().meta({ description: 'Show an earlier draft; the latest 50 are kept' }),
})
