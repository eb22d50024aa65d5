import type { FieldSpec } from '@mas/contracts/core'
import type { NodeType, SubjectType } from '@mas/contracts/workflows'

/** What another workflow offers as a sub-workflow. */
export interface Child {
  readonly subject: SubjectType
  /** Workflows that its active version starts. */
  readonly children: readonly string[]
}

/** What there is to refer to, as it stands now: a graph is judged against it and against nothing else. */
export interface Installation {
  readonly hasNode: (type: NodeType, subject: SubjectType) => boolean
  /** Fields of an event's data, or undefined where there is no such event about such a subject. */
  readonly eventFields: (name: string, subject: SubjectType) => readonly FieldSpec[] | undefined
  /** Variables a template needs, or undefined where there is none. */
  readonly templateVariables: (channel: 'email' | 'whatsapp' | 'sms' | 'call', name: string) => readonly string[] | undefined
  /** Of a secret that calls may carry. */
  readonly hasSecret: (name: string) => boolean
  readonly hasSegment: (segmentId: string) => boolean
  /** Of closed days; business days and windows may name one. */
  readonly hasCalendar: (name: string) => boolean
  readonly now: Date
  readonly child: (workflowId: string) => Child | undefined
  /** How many workflows lead down to this one, each inside the next. */
  readonly above: number
}
