// What Otpost sends in each language, by BCP 47 tag, while nobody wrote something else.
// `en` is what everything falls back to.

import { texts as ar } from './ar.ts'
import { texts as de } from './de.ts'
import { texts as el } from './el.ts'
import { texts as en } from './en.ts'
import { texts as es } from './es.ts'
import { texts as es419 } from './es-419.ts'
import { texts as esES } from './es-ES.ts'
import { texts as fil } from './fil.ts'
import { texts as fr } from './fr.ts'
import { texts as he } from './he.ts'
import { texts as hi } from './hi.ts'
import { texts as id } from './id.ts'
import { texts as it } from './it.ts'
import { texts as ja } from './ja.ts'
import { texts as ko } from './ko.ts'
import { texts as ms } from './ms.ts'
import { texts as nl } from './nl.ts'
import { texts as pl } from './pl.ts'
import { texts as pt } from './pt.ts'
import { texts as ptBR } from './pt-BR.ts'
import { texts as ptPT } from './pt-PT.ts'
import { texts as ru } from './ru.ts'
import { texts as sv } from './sv.ts'
import { texts as th } from './th.ts'
import { texts as tr } from './tr.ts'
import type { BuiltInTexts } from './types.ts'
import { texts as uk } from './uk.ts'
import { texts as vi } from './vi.ts'
import { texts as zhCN } from './zh-CN.ts'
import { texts as zhHK } from './zh-HK.ts'
import { texts as zhTW } from './zh-TW.ts'

export const builtInTexts: ReadonlyMap<string, BuiltInTexts> = new Map([
  ['ar', ar],
  ['de', de],
  ['el', el],
  ['en', en],
  ['es', es],
  ['es-419', es419],
  ['es-ES', esES],
  ['fil', fil],
  ['fr', fr],
  ['he', he],
  ['hi', hi],
  ['id', id],
  ['it', it],
  ['ja', ja],
  ['ko', ko],
  ['ms', ms],
  ['nl', nl],
  ['pl', pl],
  ['pt', pt],
  ['pt-BR', ptBR],
  ['pt-PT', ptPT],
  ['ru', ru],
  ['sv', sv],
  ['th', th],
  ['tr', tr],
  ['uk', uk],
  ['vi', vi],
  ['zh-CN', zhCN],
  ['zh-HK', zhHK],
  ['zh-TW', zhTW],
])
