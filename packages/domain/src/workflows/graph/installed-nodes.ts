import type { NodeType, SubjectType } from '@mas/contracts/workflows'
import { installedDomains, nodeDefinitions } from '../nodes/index.ts'

/** Whether this installation can carry a type of node out for a kind of subject. */
export function currentNodes(type: NodeType, subject: SubjectType): boolean {
  const { domain, subjects } = nodeDefinitions[type]
  return installedDomains.has(domain) && (subjects?.includes(subject) ?? true)
}
