export { defineSetting, type SettingType } from './define.ts'
export { listSettings } from './list-settings.ts'
export { readSetting, readSettings } from './read.ts'
export { setSetting } from './set-setting.ts'
