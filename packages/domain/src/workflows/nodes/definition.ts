import type { NodeDataOf, NodeType, SubjectType } from '@mas/contracts/workflows'

/**
 * `effect`: hands something over, once, and has an effect row; it may not lie behind a holdout. `verb`: changes our own database
 * in the same transaction. Both are carried out by the act lane; everything else is decided by the engine.
 */
export type NodeClass = 'entry' | 'control' | 'effect' | 'verb' | 'finish'

export interface Handles {
  readonly required: readonly string[]
  readonly optional?: readonly string[]
}

/** What the validation and the engine know of a type of node before any data of it is seen. */
export interface NodeDefinition<T extends NodeType = NodeType> {
  readonly type: T
  readonly class: NodeClass
  /** The domain that carries it out; without that domain the node is not in the catalogue. */
  readonly domain: string
  /** Kinds of subject it is for; absent: all. */
  readonly subjects?: readonly SubjectType[]
  readonly handles: (data: NodeDataOf<T>) => Handles
}

export function defineNode<T extends NodeType>(definition: NodeDefinition<T>): NodeDefinition<T> {
  return definition
}
