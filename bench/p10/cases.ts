import type { Role } from '@mas/contracts/access'

/** One way to ask a verb. */
export interface Case {
  readonly input?: Readonly<Record<string, unknown>>
  /** ADMIN unless told otherwise. */
  readonly as?: Role
  /** No row is expected: the look for something that is not there is what is measured. */
  readonly empty?: true
}
/** What the cases ask for in a database: ids that exist there. */
export interface World {
  id(n: number): string
}

const page = (inputs: readonly Readonly<Record<string, unknown>>[], as?: Role): Case[] =>
  inputs.map((input) => ({ input, ...(as && { as }) }))

/** Every list and search, each with the filters that could need an index of their own. A verb without a case fails the row. */
export function casesOf({ id }: World): Readonly<Record<string, readonly Case[]>> {
  return {
    'admin.listQueues': page([{}]),
    'admin.listDeadLetters': page([{}]),
    'admin.listDoubt': page([{}]),
    'admin.listSlowStatements': page([{}]),
    'audit.explainSubject': page([{ type: 'user', id: id(1) }]),
    'audit.listAnchors': page([{}]),
    'audit.listEntries': page([
      {},
      { subjectType: 'user', subjectId: id(2) },
      { actorId: id(3) },
      { action: 'identity.act-3' },
      { domain: 'identity' },
    ]),
    'audit.listMyHistory': page([{}]),
    'audit.listVerifications': page([{}]),
    'files.listMyFiles': page([{}]),
    'files.listQuarantine': page([{}]),
    'identity.listSessions': page([{}]),
    'identity.listPasskeys': page([{}]),
    'identity.listSignIns': page([{}, { userId: id(2) }]),
    'identity.listUsers': page([
      {},
      { role: 'FINANCE' },
      { state: 'erased' },
      { role: 'ADMIN', state: 'active' },
      { email: 'p77@example.in' },
    ]),
    'identity.listRoleChanges': page([{}, { state: 'applied' }, { state: 'pending', userId: id(110) }]),
    'identity.listOpenings': page([{}, { unreviewed: true }]),
    'leads.listLeads': [...page([{}, { filter: { status: ['contacted'] } }]), ...page([{}], 'SALES_HEAD'), ...page([{}], 'SALES')],
    'leads.searchLeads': [
      ...page([{ query: 'Zubaida' }, { query: '000077' }, { query: '0077' }, { query: 'asha rao' }]),
      // What the index of names cannot serve.
      { input: { query: '- -' }, empty: true },
      { input: { query: 'आशा' }, empty: true },
      ...page([{ query: 'Zubaida' }, { query: 'asha' }], 'SALES_HEAD'),
    ],
    'leads.listTimeline': page([{ leadId: id(50) }, { leadId: id(50), kinds: ['note'] }]),
    'leads.listMyFollowUps': page([{ state: 'open' }, { state: 'done' }], 'SALES'),
    'leads.listProducts': page([{}]),
    'leads.listSegments': [...page([{}, { mine: true }], 'SALES_HEAD'), ...page([{}])],
    'leads.previewSegment': page([{ condition: { field: 'lead.status', op: 'eq', value: 'contacted' } }], 'SALES_HEAD'),
    'leads.listSources': page([{}]),
    'leads.listCampaigns': page([{}]),
    'leads.listDuplicates': page([{}], 'SALES_HEAD'),
    'leads.listImports': [...page([{}, { state: 'previewed' }]), ...page([{}], 'SALES_HEAD')],
    'leads.listImportRows': page([{ importId: id(1) }, { importId: id(1), outcome: 'rejected' }]),
    'ledger.listEntries': page([{ accountId: id(1) }]),
    'notifications.listEmails': page([{}, { state: 'queued' }, { userId: id(2) }, { address: 'p77@example.in' }]).map((one) =>
      one.input?.['address'] === undefined ? one : { ...one, empty: true },
    ),
    'notifications.listNotices': page([{ show: 'live' }, { show: 'unread' }, { show: 'archived' }]),
    'notifications.listSuppressions': [...page([{}]), { input: { address: 'p77@example.in' }, empty: true }],
    'notifications.listTemplates': page([{}]),
    'settings.getHistory': page([{ key: 'identity.refresh-grace-seconds' }]),
    'settings.listFlags': page([{}, { state: 'orphaned' }, { killed: false }]),
    'settings.listProposals': page([{}, { state: 'proposed' }]),
    'settings.listSettings': page([{}, { changed: false }]),
    'webhooks.listInbox': page([{}, { provider: 'rare' }, { state: 'dead' }, { from: '$monthAgo' }]),
    'webhooks.listEndpoints': page([{}, { ownerDomain: 'rare' }, { state: 'paused' }]),
    'webhooks.listMessages': page([
      {},
      { state: 'dead' },
      { endpointRef: 'endpoint-1' },
      { endpointRef: 'endpoint-1', type: 'rare' },
      { endpointRef: 'endpoint-1', orderKey: 'key-0' },
      { cause: 'cause-7' },
    ]),
    'workflows.listWorkflows': page([{}, { status: 'archived' }]),
    'workflows.listRuns': [
      ...page([
        {},
        { workflowId: id(2) },
        { state: 'held' },
        { heldReason: 'failed' },
        { subjectId: id(9) },
        { workflowId: id(1), nodeId: 'rare' },
        { workflowId: id(6), outcome: 'rare' },
      ]),
      ...page([{}], 'SALES_HEAD'),
    ],
    'workflows.listMyTasks': page([{}], 'SALES'),
    'workflows.listSecrets': page([{}]),
  }
}
