import { type playedAlone, playFolders } from './play-folders.ts'

const folder: (typeof playedAlone)[number] = 'management'

playFolders((name) => name === folder)
