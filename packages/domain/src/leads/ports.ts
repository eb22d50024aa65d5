import type { DndRegistry } from '@mas/kernel/ports/dnd-registry'

declare module '@mas/kernel' {
  interface Ports {
    readonly dndRegistry: DndRegistry
  }
}
