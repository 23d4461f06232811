// The rows of the table: every purpose, delivery method and language, each to a number of its own.

import { type DeliveryMethod, deliveryMethods, type Purpose, purposes } from '#src/messaging/types.ts'

export interface Row {
  readonly purpose: Purpose
  readonly deliveryMethod: DeliveryMethod
  /** The tenant's language that fits what is asked for. */
  readonly locale: string
  readonly asked: string
  readonly recipient: string
}

/** One whose SMS are GSM-7, one from right to left, one that needs UCS-2; all but the first with a best fit to find. */
const languages = [
  { locale: 'en', asked: 'en' },
  { locale: 'ar', asked: 'ar-EG, en;q=0.5' },
  { locale: 'zh-TW', asked: 'fr, zh-Hant' },
]

export const locales: readonly string[] = languages.map(({ locale }) => locale)

/** Every row, for the kind that comes at this place: kinds share a server, and no number gets two messages. */
export function rowsFor(place: number): readonly Row[] {
  const rows = purposes.flatMap((purpose) =>
    deliveryMethods.flatMap((deliveryMethod) =>
      languages.map((language) => ({ purpose, deliveryMethod, ...language })),
    ),
  )
  return rows.map((row, index) => ({
    ...row,
    recipient: `+442079460${place}${String(index).padStart(2, '0')}`,
  }))
}

export const titleOf = ({ purpose, deliveryMethod, locale }: Row): string =>
  `${purpose} ${deliveryMethod} ${locale}`
