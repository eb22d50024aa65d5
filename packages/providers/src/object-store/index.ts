export { localFolderStore } from './local-folder.ts'
