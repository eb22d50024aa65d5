import type { DndRegistry } from '@mas/kernel/ports/dnd-registry'
import { refused } from '../http/index.ts'

/** Stands in where no register is asked: the gate then lets nobody be advertised to without consent. */
export const dndRegistryOff: DndRegistry = {
  mode: 'off',
  scrub: async () => refused('the do-not-disturb register is switched off (DND_MODE)', 'never'),
}

/** The register has no public interface: an operator takes the list there and brings the answer back. */
export const dndRegistryByFile: DndRegistry = {
  mode: 'live',
  scrub: async () => refused('the do-not-disturb register is asked by file', 'never'),
}
