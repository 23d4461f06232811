import { type playedAlone, playFolders } from './play-folders.ts'

const folder: (typeof playedAlone)[number] = 'mfa'

playFolders((name) => name === folder)
