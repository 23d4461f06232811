// The menu where there is no room for it beside the page: it opens over the page and closes with Escape. Whichever of the
// two is not seen cannot be reached with the keyboard either.

import { useDisclosure, useMediaQuery, useWindowEvent } from '@mantine/hooks'
import { type RefObject, useRef } from 'react'

interface NarrowMenu {
  readonly isNarrow: boolean
  readonly isOpen: boolean
  /** What opens and closes it. */
  readonly button: RefObject<HTMLButtonElement | null>
  readonly toggle: () => void
  readonly close: () => void
}

export function useNarrowMenu(): NarrowMenu {
  // The breakpoint `md`.
  const isNarrow = useMediaQuery('(max-width: 61.99em)', undefined, { getInitialValueInEffect: false })
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const button = useRef<HTMLButtonElement>(null)
  useWindowEvent('keydown', ({ key }) => {
    if (key !== 'Escape' || !isNarrow || !isOpen) return
    close()
    button.current?.focus()
  })
  return { isNarrow, isOpen, button, toggle, close }
}
