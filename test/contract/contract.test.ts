// Every folder of cases that has no test file of its own.

import { playedAlone, playFolders } from './play-folders.ts'

playFolders((folder) => !playedAlone.some((alone) => alone === folder))
